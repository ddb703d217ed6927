import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PgServer } from '../../../src/warehouses/pg/types.ts';
import { COMMITS, failureFrom, openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const proxy = await startTcpProxy(database);
const server = openTestServer(database, { via: proxy });
const impatient = openTestServer(database, { via: proxy, timing: { lookupMs: 300 } });
afterAll(() => proxy.stop());

beforeAll(async () => {
  await database.query(`${COMMITS}; create table numbers (n int)`);
});

beforeEach(async () => {
  proxy.setFault(undefined);
  proxy.setOpen(true);
  await server.close();
  await database.query('truncate numbers, etl_commits');
});

const insertOne = (on: PgServer, signal = NEVER) =>
  on.transaction(async (session) => {
    await session.run(sql('insert into numbers values (1)'));
    return 'done';
  }, signal);
const count = async (table: string) => (await database.query(`select count(*)::int as n from ${table}`))[0]?.n;
const isCommit = (text: string) => /\ncommit\0$/.test(text);

describe('a connection that breaks at the commit', () => {
  it('is no failure where the server had committed: only the answer was lost', async () => {
    proxy.setFault((text) => (isCommit(text) ? 'cut-after' : undefined));
    await expect(insertOne(server)).resolves.toBe('done');
    expect(await count('numbers')).toBe(1);
    expect(await count('etl_commits')).toBe(1);
  });

  it('is a failure that passes where the server never got it', async () => {
    proxy.setFault((text) => (isCommit(text) ? 'cut-before' : undefined));
    const failure = await failureFrom(insertOne(server));
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: true });
    expect(failure.message).toMatch(/was lost during the commit; nothing was committed$/);
    expect(await count('numbers')).toBe(0);
  });

  it('is looked into as soon as the server can be asked again', async () => {
    let asked = 0;
    proxy.setFault((text, connection) => {
      if (isCommit(text)) return 'cut-after';
      // The first connections that ask break as well.
      if (connection > 1 && asked++ < 2) return 'cut-before';
      return undefined;
    });
    proxy.reset();
    await expect(insertOne(server)).resolves.toBe('done');
    expect(asked).toBeGreaterThan(2);
    expect(await count('numbers')).toBe(1);
  });

  it('leaves nobody in doubt where the server cannot be asked: the failure says so, and is not tried again', async () => {
    proxy.setFault((text) => {
      if (!isCommit(text)) return undefined;
      proxy.setOpen(false);
      return 'cut-after';
    });
    const failure = await failureFrom(insertOne(impatient));
    expect(failure).toMatchObject({ kind: 'warehouse', isTransient: false });
    expect(failure.message).toMatch(/cannot be asked whether it was done$/);
    expect(failure.hint).toMatch(/run the same command again/);
  });

  it('is settled even while the old process of the server still works on it', async () => {
    // The commit waits for this function, while the connection is gone.
    await database.query(`
      create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return null; end $$;
      create constraint trigger slow after insert on numbers deferrable initially deferred
        for each row execute function dawdle()`);
    proxy.setFault((text) => {
      if (!isCommit(text)) return undefined;
      setTimeout(() => proxy.cut(), 200);
      return undefined;
    });
    const failure = await failureFrom(insertOne(server));
    await database.query('drop trigger slow on numbers');
    expect(failure).toMatchObject({ isTransient: true });
    expect(await count('numbers')).toBe(0);
    expect(await count('etl_commits')).toBe(0);
  });
});

describe('a commit', () => {
  it('is not torn by an abort', async () => {
    const stop = new AbortController();
    proxy.setFault((text) => {
      if (isCommit(text)) stop.abort(new Error('stopped'));
      return undefined;
    });
    await expect(insertOne(server, stop.signal)).resolves.toBe('done');
    expect(await count('numbers')).toBe(1);
  });

  it('that the server refuses fails, and is no doubt', async () => {
    await database.query(
      'create table parents (n int unique); create table children (n int references parents (n) deferrable initially deferred)',
    );
    const failure = await failureFrom(
      server.transaction((session) => session.run(sql('insert into children values (1)')), NEVER),
    );
    expect(failure.message).toMatch(/\(commit\): insert or update on table "children" violates foreign key/);
    expect(failure).toMatchObject({ kind: 'badData', isTransient: false });
    expect(failure.details).toEqual(['Key (n)=(1) is not present in table "parents".']);
  });

  it('forgets the tokens of another week, and keeps those of this one', async () => {
    await database.query(`insert into etl_commits
      select 'day ' || n, now() at time zone 'UTC' - n * interval '1 day' from generate_series(1, 10) as n`);
    await insertOne(openTestServer(database));
    const rows = await database.query(
      "select token from etl_commits where token like 'day%' order by committed_at desc",
    );
    expect(rows.map(({ token }) => token)).toEqual(['day 1', 'day 2', 'day 3', 'day 4', 'day 5', 'day 6']);
    expect(await count('etl_commits')).toBe(7);
  });

  it('says what is missing, where there is no table for tokens', async () => {
    await database.query('alter table etl_commits rename to elsewhere');
    const failure = await failureFrom(insertOne(server));
    await database.query('alter table elsewhere rename to etl_commits');
    expect(failure).toMatchObject({ kind: 'missingStep', hint: expect.stringContaining('create-tables') });
  });
});
