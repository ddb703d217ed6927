import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMMITS, eventually, failureFrom, openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const proxy = await startTcpProxy(database);
const server = openTestServer(database, { via: proxy });
afterAll(() => proxy.stop());

beforeAll(async () => {
  await database.query(`${COMMITS}; create table numbers (n int)`);
});

const lock = sql('select pg_try_advisory_lock(1, 2) as taken');
const isHeld = async () =>
  (
    await database.query(
      "select 1 from pg_locks where locktype = 'advisory' and classid = 1 and objid = 2 and database = (select oid from pg_database where datname = current_database())",
    )
  ).length > 0;

it('a held connection keeps a lock until it is closed, and lets others see who has it', async () => {
  const held = await server.hold();
  await expect(held.execute(lock)).resolves.toMatchObject([{ rows: [{ taken: true }] }]);
  const other = await server.hold();
  await expect(other.execute(lock)).resolves.toMatchObject([{ rows: [{ taken: false }] }]);
  const [holder] = await database.query(
    "select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
  );
  expect(holder).toEqual({ pid: held.pid });
  await Promise.all([held.close(), other.close()]);
  await eventually(async () => !(await isHeld()));
  expect([held.lost.aborted, other.lost.aborted]).toEqual([false, false]);
});

it('a held connection sends its statements as one message, and goes on after a failure', async () => {
  const held = await server.hold();
  proxy.reset();
  await held.execute(sql('begin'), sql('lock table numbers'));
  expect(proxy.queries).toHaveLength(1);
  const failure = await failureFrom(held.execute(sql('select 1 / 0'), sql('select 2')));
  expect(failure.message).toContain('division by zero');
  await expect(held.execute(sql('rollback'), sql('select 3 as three'))).resolves.toMatchObject([
    {},
    { rows: [{ three: 3 }] },
  ]);
  await held.close();
});

it('a held connection tells when it is lost', async () => {
  const held = await server.hold();
  await held.execute(lock);
  await database.query('select pg_terminate_backend($1)', [held.pid]);
  await eventually(async () => held.lost.aborted);
  expect(held.lost.reason).toMatchObject({ kind: 'warehouse', isTransient: true });
  expect(held.lost.reason.message).toContain('terminating connection due to administrator command');
  await expect(held.execute(lock)).rejects.toMatchObject({ isTransient: true });
  await held.close();
});

it('statements aside are committed one by one, those that refuse a transaction too', async () => {
  const results = await server.aside([
    sql('insert into numbers values (1), (2)'),
    sql('vacuum numbers'),
    sql('select 7 as n'),
  ]);
  expect(results.map(({ rowCount }) => rowCount)).toEqual([2, undefined, 1]);
  const work = server.aside([
    sql('insert into numbers values (3)'),
    sql('select 1 / 0'),
    sql('insert into numbers values (4)'),
  ]);
  await expect(work).rejects.toThrow('division by zero');
  const rows = await database.query('select n from numbers order by n');
  expect(rows.map(({ n }) => n)).toEqual([1, 2, 3]);
});

it('several transactions can be open at once, each on a connection of its own', async () => {
  const pids = await Promise.all(
    [1, 2, 3].map((n) =>
      server.transaction(async (session) => {
        await session.query(sql(`select ${n}, pg_sleep(0.1)`));
        return session.pid;
      }, NEVER),
    ),
  );
  expect(new Set(pids).size).toBe(3);
});

it('an idle connection is not used for long', async () => {
  const brief = openTestServer(database, { timing: { reuseMs: 0 } });
  const pidOf = () =>
    brief.transaction(async (session) => (await session.query(sql('select pg_backend_pid() as pid')))[0]?.pid, NEVER);
  expect(await pidOf()).not.toBe(await pidOf());
  await brief.close();
});

it('closing it leaves no connection behind', async () => {
  await server.transaction((session) => session.query(sql('select 1')), NEVER);
  await server.close();
  await eventually(
    async () =>
      (
        await database.query(
          "select 1 from pg_stat_activity where datname = current_database() and application_name = 'sparkify-etl'",
        )
      ).length === 0,
  );
});

it('a connection at a distance costs few round trips', async () => {
  const far = await startTcpProxy(database, { latencyMs: 10 });
  const distant = openTestServer(database, { via: far });
  await distant.transaction(async (session) => {
    await Promise.all([1, 2, 3].map((n) => session.run(sql(`insert into numbers values (${n})`))));
  }, NEVER);
  // Start-up, two for the password, the statements, the commit.
  expect(far.roundTrips).toBe(5);
  await distant.close();
  await far.stop();
});
