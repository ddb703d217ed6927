import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EtlError } from '../../../src/core/errors.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { openServer } from '../../../src/warehouses/pg/server.ts';
import { failureFrom, openTestServer, POSTGRES, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const SECRET = 'a-wrong-and-secret-password';
await database.query(`create role reader login password '${SECRET}'; create table closed (n int)`);

const connectWith = (login: Parameters<typeof openTestServer>[1]) =>
  failureFrom(openTestServer(database, login).transaction((session) => session.query(sql('select 1')), NEVER));

describe('a connection that fails', () => {
  it.each([
    [
      'a wrong password',
      { password: SECRET },
      'usage',
      'password authentication failed for user "postgres"',
      'WAREHOUSE_PASSWORD',
    ],
    [
      'an unknown user',
      { user: 'nobody', password: SECRET },
      'usage',
      'password authentication failed',
      'WAREHOUSE_URL',
    ],
    [
      'an unknown database',
      { database: 'nowhere' },
      'usage',
      'database "nowhere" does not exist',
      'create the database',
    ],
    ['an unknown host', { host: 'no-such-host.invalid' }, 'usage', 'no such host', 'check host and port'],
    [
      'a port where nobody listens',
      { port: 1 },
      'warehouse',
      'connection refused: no server listens there',
      'start the server',
    ],
    [
      'a port of a host with two addresses',
      { host: 'localhost', port: 1 },
      'warehouse',
      'connection refused: no server listens there',
      'start the server',
    ],
    [
      'a socket that is not there',
      { host: '/nonexistent' },
      'warehouse',
      'no server listens at this socket',
      'start the server',
    ],
  ] as const)('for %s says so, without any secret', async (_, login, kind, message, hint) => {
    const failure = await connectWith({ login });
    expect(failure.message).toContain(`cannot connect to postgres://127.0.0.1/${database.database}: ${message}`);
    expect(failure).toMatchObject({ kind, isTransient: false, hint: expect.stringContaining(hint) });
    const everything = inspect(failure, { depth: 9, showHidden: true });
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain(database.password);
  });

  it('because nobody answers is given up in time', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const failure = await connectWith({
      login: { port: (silent.address() as AddressInfo).port },
      timing: { connectMs: 100 },
    });
    silent.close();
    expect(failure.message).toMatch(/the server did not answer in time$/);
    expect(failure).toMatchObject({ kind: 'warehouse', hint: expect.stringContaining('security group') });
  });

  it('to what is no such server says so', async () => {
    const web = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const failure = await connectWith({
      ...{ login: { port: (web.address() as AddressInfo).port }, address: { sslMode: 'verify-full' } },
    });
    web.close();
    expect(failure).toMatchObject({ kind: 'usage', isTransient: false });
    expect(failure.message).toMatch(/what answers there is no such server$/);
  });

  it('to a server that was there a moment ago may pass', async () => {
    const proxy = await startTcpProxy(database);
    const server = openTestServer(database, { via: proxy });
    await server.aside([sql('select 1')]);
    await server.close();
    await proxy.stop();
    const failure = await failureFrom(server.aside([sql('select 1')]));
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: true });
    expect(failure.message).toContain('connection refused');
  });

  it('because the login itself failed passes that on', async () => {
    const expired = new EtlError('usage', 'the token has expired');
    const failing = openServer(() => Promise.reject(expired), POSTGRES, {
      ...{ location: 'postgres://there', catalog: openCatalog('postgres') },
      address: { sslMode: 'disable', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0 },
    });
    await expect(failing.hold()).rejects.toBe(expired);
  });

  it('because of an abort does not wait for the login', async () => {
    const waiting = openServer(() => new Promise(() => undefined), POSTGRES, {
      ...{ location: 'postgres://there', catalog: openCatalog('postgres') },
      address: { sslMode: 'disable', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0 },
    });
    const stop = new AbortController();
    const held = waiting.hold(stop.signal);
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(held).rejects.toBe(reason);
  });
});

describe('what the server says', () => {
  it.each([
    ['a table that is not there', 'select * from nowhere', 'missingStep', 'create-tables'],
    ['a column that is not there', 'select nowhere from closed', 'warehouse', 'another version'],
    ['a value that does not fit', "select 'x'::int", 'badData', 'mend'],
    [
      'a full disk',
      "do $$ begin raise 'could not extend file' using errcode = '53100'; end $$",
      'warehouse',
      'make room',
    ],
    ['a standby', "do $$ begin raise 'cannot execute INSERT' using errcode = '25006'; end $$", 'usage', 'primary'],
  ] as const)('of %s is explained', async (_, text, kind, hint) => {
    const server = openTestServer(database);
    const failure = await failureFrom(server.transaction((session) => session.query(sql(text)), NEVER));
    expect(failure).toMatchObject({ kind, isTransient: false, hint: expect.stringContaining(hint) });
    expect(failure.message).toContain('(test/statement.sql): ');
  });

  it('of a right that is missing is explained', async () => {
    const server = openTestServer(database, { login: { user: 'reader', password: SECRET } });
    const failure = await failureFrom(
      server.transaction((session) => session.query(sql('select * from closed')), NEVER),
    );
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: false, hint: expect.stringContaining('grant') });
    expect(failure.message).toContain('permission denied for table closed');
  });

  it.each(['40001', '40P01', '53300', '57014', '57P01', '57P03', '08006'])('with code %s may pass', async (code) => {
    const text = `do $$ begin raise 'a moment please' using errcode = '${code}'; end $$`;
    const server = openTestServer(database);
    const failure = await failureFrom(server.transaction((session) => session.run(sql(text)), NEVER));
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: true });
  });

  it('of a real deadlock may pass', async () => {
    await database.query('create table a (n int); create table b (n int)');
    const server = openTestServer(database);
    await database.query(`create table if not exists etl_commits (token varchar(64), committed_at timestamp)`);
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const crossing = (first: string, second: string) =>
      server.transaction(async (session) => {
        await session.run(sql(`lock table ${first}`));
        if (++arrived === 2) open();
        await both;
        await session.run(sql(`lock table ${second}`));
      }, NEVER);
    const results = await Promise.allSettled([crossing('a', 'b'), crossing('b', 'a')]);
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failed).toEqual([expect.objectContaining({ isTransient: true })]);
    expect(failed[0].message).toContain('deadlock detected');
    expect(failed[0].details.join(' ')).toMatch(/Process \d+ waits for AccessExclusiveLock/);
  });

  it('is first shown to the product, which may know better', async () => {
    const busy = new EtlError('warehouseBusy', 'known to the product');
    const seen: string[] = [];
    const product = {
      ...POSTGRES,
      explain: (error: Error, where: string) => {
        seen.push(`${error.message} at ${where}`);
        return busy;
      },
    };
    const server = openTestServer(database, { product });
    await expect(server.transaction((session) => session.query(sql('select 1 / 0')), NEVER)).rejects.toBe(busy);
    expect(seen).toEqual([`division by zero at postgres://127.0.0.1/${database.database} (test/statement.sql)`]);
  });
});
