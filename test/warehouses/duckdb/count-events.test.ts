import { expect, it } from 'vitest';
import type { Session } from '../../../src/core/warehouse.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { countEvents, requireEvents } from '../../../src/warehouses/duckdb/count-events.ts';
import { execute, NEVER, openTestWarehouse } from '../../support/warehouse.ts';

const [DAY, NEXT] = ['2018-11-15', '2018-11-16'];
const catalog = openCatalog('duckdb');

/** Three events of the first day, two of the next, nine of another. */
async function within<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const warehouse = await openTestWarehouse();
  const insert = (day: string, n: number) =>
    `insert into staging_events (iteminsession, page, sessionid, ts, log_date, start_time)
     select n, 'Home', 1, 0, '${day}', '${day}' from range(${n}) numbers (n)`;
  await execute(warehouse, insert(DAY, 3), insert(NEXT, 2), insert('2018-11-17', 9));
  return warehouse.transaction(work, NEVER).finally(() => warehouse.close());
}

const staged = (day: string, rows: number) => ({
  file: { day, object: { uri: day, key: day, size: 1, version: '1' } },
  rows,
  rejects: 0,
});

it('counts the events of each day of the load, and of no other', async () => {
  expect(await within((session) => countEvents(session, catalog, [DAY, NEXT]))).toEqual(
    new Map([
      [DAY, 3],
      [NEXT, 2],
    ]),
  );
});

it('takes a day from several files, and one without any', async () => {
  const files = [staged(DAY, 1), staged(DAY, 2), staged(NEXT, 2)];
  await within((session) => requireEvents(session, catalog, [DAY, NEXT, '2018-11-18'], files));
});

it('refuses a load of which the files tell another number than the table has', async () => {
  const work = within((session) => requireEvents(session, catalog, [DAY, NEXT], [staged(DAY, 3), staged(NEXT, 3)]));
  await expect(work).rejects.toMatchObject({
    kind: 'warehouse',
    message: 'staging_events, 2018-11-16: 3 rows were inserted, and 2 are there; nothing was loaded',
  });
});
