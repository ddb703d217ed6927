import { expect, it } from 'vitest';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { countEvents } from '../../../src/warehouses/duckdb/count-events.ts';
import { execute, NEVER, openTestWarehouse } from '../../support/warehouse.ts';

const [DAY, NEXT] = ['2018-11-15', '2018-11-16'];
const catalog = openCatalog('duckdb');

async function count(inserted: number) {
  const warehouse = await openTestWarehouse();
  const insert = (day: string, n: number) =>
    `insert into staging_events (iteminsession, page, sessionid, ts, log_date, start_time)
     select n, 'Home', 1, 0, '${day}', '${day}' from range(${n}) numbers (n)`;
  await execute(warehouse, insert(DAY, 3), insert(NEXT, 2), insert('2018-11-17', 9));
  return warehouse
    .transaction((session) => countEvents(session, catalog, [DAY, NEXT], inserted), NEVER)
    .finally(() => warehouse.close());
}

it('counts the events of each day of the load, and of no other', async () => {
  expect(await count(5)).toEqual(
    new Map([
      [DAY, 3],
      [NEXT, 2],
    ]),
  );
});

it('refuses a load of which the statements tell another number than the table has', async () => {
  await expect(count(6)).rejects.toMatchObject({
    kind: 'warehouse',
    message: 'staging_events: 6 rows were inserted, and 5 are there; nothing was loaded',
  });
});
