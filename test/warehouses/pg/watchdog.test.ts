import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMMITS, failureFrom, openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const proxy = await startTcpProxy(database);
const server = openTestServer(database, { via: proxy, timing: { watchAfterMs: 60, watchEveryMs: 30 } });
afterAll(() => proxy.stop());

beforeAll(async () => {
  await database.query(`${COMMITS}; create table numbers (n int)`);
});

it('gives up a connection whose answer disappeared, and frees what the server holds for it', async () => {
  proxy.setFault((text) => (text.includes('insert into numbers') ? 'black-hole' : undefined));
  const failure = await failureFrom(
    server.transaction((session) => session.run(sql('insert into numbers values (1)')), NEVER),
  );
  expect(failure).toMatchObject({ kind: 'warehouse', isTransient: true });
  expect(failure.message).toContain('the server finished the statement, but its answer did not arrive');
  // The old transaction would hold this up.
  await database.query('truncate numbers');
});

it('finds out what became of a commit whose answer disappeared', async () => {
  proxy.setFault((text) => (/\ncommit\0$/.test(text) ? 'black-hole' : undefined));
  await server.transaction((session) => session.run(sql('insert into numbers values (1)')), NEVER);
  await expect(database.query('select n from numbers')).resolves.toEqual([{ n: 1 }]);
});

it('leaves alone a statement that the server still works on', async () => {
  proxy.setFault(undefined);
  proxy.reset();
  const rows = await server.transaction((session) => session.query(sql('select 1 as one from pg_sleep(0.5)')), NEVER);
  expect(rows).toEqual([{ one: 1 }]);
  expect(proxy.connections).toBeGreaterThan(3);
});

it('leaves alone a connection that somebody has for himself and does not use', async () => {
  const idle = () => new Promise((resolve) => setTimeout(resolve, 400));
  await expect(server.transaction((session) => session.exclusively('test', idle), NEVER)).resolves.toBeUndefined();
});
