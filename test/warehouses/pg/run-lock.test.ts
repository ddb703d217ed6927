import { afterAll, expect, it } from 'vitest';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { parseWarehouseUrl, type ServerUrl } from '../../../src/warehouses/parse-url.ts';
import { openPostgres } from '../../../src/warehouses/postgres/index.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const { address } = parseWarehouseUrl(`${database.url}?sslmode=disable`) as ServerUrl;
const target = { dialect: 'postgres', server: { ...address, statementTimeoutMs: 0 } } as const;
const catalog = openCatalog('postgres');
const open = () => openPostgres(target, catalog, 'create', { environment: {}, signal: NEVER });
const warehouse = await open();
afterAll(() => warehouse.close());

const ONE = { name: 'one', sql: 'select 1 as one', values: [] };
const SLEEP = { name: 'sleep', sql: 'select pg_sleep(30)', values: [] };
/** Of the lock of runs alone: transactions share another one, and one that were ended too could be gone before the lock is missed. */
const HOLDER =
  "from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and granted and database = (select oid from pg_database where datname = current_database())";
const breakLock = () => database.query(`select pg_terminate_backend(pid) ${HOLDER}`);

it('a lock that is lost aborts what runs, as a failure that passes', async () => {
  const working = warehouse.transaction((session) => session.query(SLEEP), NEVER);
  const failure = expect(working).rejects.toMatchObject({ kind: 'warehouse', isTransient: true });
  await expect
    .poll(() =>
      database.query(
        "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)'",
      ),
    )
    .toHaveLength(1);
  expect(await breakLock()).toHaveLength(1);
  await failure;
});

it('is taken again by the transactions that come next, once, and keeps other runs away again', async () => {
  const ask = () => warehouse.transaction((session) => session.query(ONE), NEVER);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([[{ one: 1 }], [{ one: 1 }], [{ one: 1 }]]);
  expect(await database.query(`select pid ${HOLDER}`)).toHaveLength(1);
  await expect(open()).rejects.toMatchObject({ kind: 'warehouseBusy' });
});
