import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../src/core/errors.ts';
import { COMMITS, eventually, failureFrom, openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const proxy = await startTcpProxy(database);
const server = openTestServer(database, { via: proxy, timing: { abortMs: 2_000 } });
afterAll(() => proxy.stop());

beforeAll(async () => {
  await database.query(`${COMMITS}; create table numbers (n int)`);
});

const ours = () =>
  database.query<{ pid: number; state: string; query: string }>(
    `select pid, state, query from pg_stat_activity
     where datname = current_database() and application_name = 'sparkify-etl'`,
  );
const isAtWork = async (text: string) =>
  (await ours()).some(({ state, query }) => state === 'active' && query.includes(text));
const interrupted = () => new InterruptedError('SIGINT');

describe('an abort', () => {
  it('cancels on the server what runs, rolls back, and leaves no connection behind', async () => {
    const stop = new AbortController();
    const reason = interrupted();
    const work = server.transaction(async (session) => {
      void session.run(sql('insert into numbers values (1)'));
      await Promise.all([session.run(sql('select pg_sleep(600)')), session.run(sql('select 2'))]);
    }, stop.signal);
    work.catch(() => undefined);
    await eventually(() => isAtWork('pg_sleep'));
    stop.abort(reason);
    await expect(work).rejects.toBe(reason);
    await eventually(async () => (await ours()).length === 0);
    await expect(database.query('select * from numbers')).resolves.toEqual([]);
  });

  it('before a transaction opens nothing', async () => {
    const reason = interrupted();
    proxy.reset();
    await expect(server.transaction(async () => 1, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(proxy.connections).toBe(0);
  });

  it('while it connects gives up the connection', async () => {
    const stop = new AbortController();
    const reason = interrupted();
    proxy.setFault(() => {
      stop.abort(reason);
      return 'black-hole';
    });
    await expect(server.transaction(async () => 1, stop.signal)).rejects.toBe(reason);
    proxy.setFault(undefined);
  });

  it('between two statements fails the next one, and the transaction', async () => {
    const stop = new AbortController();
    const reason = interrupted();
    const work = server.transaction(async (session) => {
      await session.run(sql('insert into numbers values (1)'));
      stop.abort(reason);
      await session.run(sql('insert into numbers values (2)'));
    }, stop.signal);
    await expect(work).rejects.toBe(reason);
    await expect(database.query('select * from numbers')).resolves.toEqual([]);
  });

  it('ends a COPY whose source has nothing to send', async () => {
    const stop = new AbortController();
    const reason = interrupted();
    const silent = new Readable({ read: () => undefined });
    silent.push('1\n');
    const work = server.transaction(
      (session) =>
        session.exclusively('stage/copy', (client) =>
          pipeline(silent, client.query(copyFrom('copy numbers from stdin')) as Writable),
        ),
      stop.signal,
    );
    work.catch(() => undefined);
    await eventually(() => isAtWork('copy numbers'));
    stop.abort(reason);
    await expect(work).rejects.toBe(reason);
    await eventually(async () => (await ours()).length === 0);
    await expect(database.query('select * from numbers')).resolves.toEqual([]);
  });

  it('does not wait for a server that is not to be reached', async () => {
    const stop = new AbortController();
    const reason = interrupted();
    const work = server.transaction((session) => session.run(sql('select pg_sleep(600)')), stop.signal);
    work.catch(() => undefined);
    await eventually(() => isAtWork('pg_sleep'));
    proxy.setFault(() => 'black-hole');
    proxy.blackHole();
    stop.abort(reason);
    await expect(work).rejects.toBe(reason);
    proxy.setFault(undefined);
    for (const { pid } of await ours()) await database.query('select pg_terminate_backend($1)', [pid]);
    await eventually(async () => (await ours()).length === 0);
  });
});

describe('a connection that breaks', () => {
  it('during a statement is a failure that passes, and the server does not go on', async () => {
    const work = server.transaction((session) => session.run(sql('select pg_sleep(600)')), NEVER);
    work.catch(() => undefined);
    await eventually(() => isAtWork('pg_sleep'));
    proxy.cut();
    const failure = await failureFrom(work);
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: true });
    expect(failure.message).toMatch(/\(test\/statement\.sql\): the connection was lost$/);
    expect(await isAtWork('pg_sleep')).toBe(false);
  });

  it('during a message of several statements names the first, and how many more', async () => {
    const work = server.transaction(async (session) => {
      void session.run(sql('insert into numbers values (1)'));
      await session.run(sql('select pg_sleep(600)'));
    }, NEVER);
    work.catch(() => undefined);
    await eventually(() => isAtWork('pg_sleep'));
    proxy.cut();
    const failure = await failureFrom(work);
    expect(failure.message).toMatch(/ \(test\/statement\.sql and 1 more\): the connection was lost$/);
  });

  it('because the server shuts down says so', async () => {
    const work = server.transaction((session) => session.run(sql('select pg_sleep(600)')), NEVER);
    work.catch(() => undefined);
    await eventually(() => isAtWork('pg_sleep'));
    for (const { pid } of await ours()) await database.query('select pg_terminate_backend($1)', [pid]);
    const failure = await failureFrom(work);
    expect(failure.message).toContain('terminating connection due to administrator command');
    expect(failure.isTransient).toBe(true);
  });

  it('while nothing runs fails the next statement, not the process', async () => {
    const failure = await failureFrom(
      server.transaction(async (session) => {
        await session.run(sql('insert into numbers values (1)'));
        await database.query('select pg_terminate_backend($1)', [session.pid]);
        await eventually(async () => (await ours()).length === 0);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await session.run(sql('insert into numbers values (2)'));
      }, NEVER),
    );
    expect(failure).toMatchObject({ isTransient: true });
    expect(failure.message).toContain('terminating connection due to administrator command');
  });

  it('while it is kept for later is replaced', async () => {
    const pidOf = () =>
      server.transaction(async (session) => {
        await session.query(sql('select 1'));
        return session.pid;
      }, NEVER);
    const first = await pidOf();
    await database.query('select pg_terminate_backend($1)', [first]);
    await eventually(async () => (await ours()).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await pidOf()).not.toBe(first);
  });

  it('is told from a statement that took too long, which passes too', async () => {
    const quick = openTestServer(database, { address: { statementTimeoutMs: 50 } });
    const failure = await failureFrom(quick.transaction((session) => session.run(sql('select pg_sleep(600)')), NEVER));
    expect(failure.message).toContain('canceling statement due to statement timeout');
    expect(failure).toMatchObject({ isTransient: true, hint: expect.stringContaining('STATEMENT_TIMEOUT') });
  });
});
