import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { eventually, failureFrom } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn, openWarehouseOn } from '../../support/postgres-warehouse.ts';
import { execute, NEVER, query } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const { host, port, user } = database;
const place = `postgres://${host}:${port}/${database.database}`;

describe('a warehouse', () => {
  it('says where it is, without user and password', async () => {
    const warehouse = await makeWarehouseOn(database, 'named');
    expect(warehouse.location).toBe(`${place}?schema=named`);
    expect(await query(warehouse, 'select current_schema() as name')).toEqual([{ name: 'named' }]);
    await warehouse.close();
  });

  it('that is to be made has the table of commits; opened twice in turn it is the same', async () => {
    for (let turn = 1; turn <= 2; turn++) {
      const warehouse = await openWarehouseOn(database);
      expect(await query(warehouse, "select to_regclass('etl_commits') is not null as there")).toEqual([
        { there: true },
      ]);
      await warehouse.close();
    }
  });

  it('in a schema that is not there is refused, and says how to make it', async () => {
    const error = await failureFrom(openWarehouseOn(database, 'create', { schema: 'nowhere' }));
    expect(error).toMatchObject({ kind: 'usage', isTransient: false });
    expect(error.message).toContain('nowhere does not exist');
    expect(error.hint).toContain('create schema nowhere');
  });

  it('that is only read writes nothing', async () => {
    const warehouse = await openWarehouseOn(database, 'read');
    const error = await failureFrom(execute(warehouse, 'create table t (n int)'));
    expect(error.message).toContain('read-only transaction');
    expect(await query(warehouse, 'select 1 as one')).toEqual([{ one: 1 }]);
    await warehouse.close();
  });
});

describe('a second run', () => {
  it.each(['create', 'write'] as const)('that wants to %s is told who is at work', async (access) => {
    const warehouse = await openWarehouseOn(database);
    const [holder] = await database.query(
      "select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    const error = await failureFrom(openWarehouseOn(database, access));
    expect(error).toMatchObject({ kind: 'warehouseBusy', isTransient: false });
    expect(error.message).toContain(
      `${place} is in use by another run: sparkify-etl of the user ${user} from 127.0.0.1`,
    );
    expect(error.message).toMatch(
      new RegExp(`since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC, process ${holder?.pid}`),
    );
    expect(error.hint).toContain(`pid = ${holder?.pid}`);
    await warehouse.close();
    await (await openWarehouseOn(database, access)).close();
  });

  it('may read meanwhile, and may write into another schema', async () => {
    await database.query('create schema aside');
    const warehouse = await openWarehouseOn(database);
    const others = [
      await openWarehouseOn(database, 'read'),
      await openWarehouseOn(database, 'create', { schema: 'aside' }),
    ];
    for (const other of others) expect(await query(other, 'select 1 as one')).toEqual([{ one: 1 }]);
    await Promise.all([warehouse, ...others].map((each) => each.close()));
  });

  it('leaves no connection behind when it is turned away', async () => {
    const count = async () =>
      Number(
        (await database.query('select count(*) as n from pg_stat_activity where datname = current_database()'))[0]?.n,
      );
    const warehouse = await openWarehouseOn(database);
    const before = await count();
    await failureFrom(openWarehouseOn(database));
    await eventually(async () => (await count()) === before);
    await warehouse.close();
  });
});

describe('a transaction that outlives its run', () => {
  const WORK = 0x53504b5a;
  const hold = `select pg_advisory_xact_lock_shared(($1::bigint << 32) | oid::bigint) from pg_namespace where nspname = current_schema()`;

  it('keeps the next run away until it has ended', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('begin');
    await client.query(hold, [WORK]);
    const error = await failureFrom(openWarehouseOn(database));
    expect(error).toMatchObject({ kind: 'warehouseBusy' });
    expect(error.message).toContain('still works on a transaction of a run that has ended');

    // One that ends soon is waited for.
    const opening = openWarehouseOn(database);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query('commit');
    await (await opening).close();
    await client.end();
  });

  it('is what every transaction that writes is seen by', async () => {
    const warehouse = await openWarehouseOn(database);
    const seen = await warehouse.transaction(
      (session) =>
        session.query({
          name: 'test',
          sql: `select 1 as seen from pg_locks where pid = pg_backend_pid() and classid = ${WORK} and mode = 'ShareLock'`,
          values: [],
        }),
      NEVER,
    );
    expect(seen).toEqual([{ seen: 1 }]);
    await warehouse.close();
  });
});

it('a run whose lock is lost is stopped', async () => {
  const warehouse = await openWarehouseOn(database);
  await execute(warehouse, 'create table if not exists slow (n int)');
  const work = failureFrom(
    warehouse.transaction(async (session) => {
      await session.run({ name: 'test', sql: 'insert into slow values (1)', values: [] });
      await database.query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      );
      await session.query({ name: 'test', sql: 'select pg_sleep(60)', values: [] });
    }, NEVER),
  );
  expect(await work).toMatchObject({ kind: 'warehouse', isTransient: true });
  await warehouse.close();
  expect(await database.query('select n from slow')).toEqual([]);
});
