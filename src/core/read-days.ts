import type { Reject } from './dataset.ts';
import type { StageLoad } from './warehouse.ts';

/** How many days one statement lists: two values each, far below what engines bind at once. */
const DAYS_PER_STATEMENT = 1000;

/**
 * The days of a load with the number of records that were read for each, as rows for stage/insert-staged-days, in batches.
 * @param rowsOf rows that were loaded for each day; a day without any need not be there
 */
export function readDays(
  { days, files }: Pick<StageLoad, 'days' | 'files'>,
  rowsOf: ReadonlyMap<string, number>,
  rejects: readonly Reject[],
): [day: string, records: number][][] {
  const records = new Map(days.map((day) => [day, rowsOf.get(day) ?? 0]));
  const dayOf = new Map(files.map(({ object, day }) => [object.uri, day]));
  for (const { file } of rejects) {
    const day = dayOf.get(file);
    if (day !== undefined) records.set(day, (records.get(day) ?? 0) + 1);
  }
  const rows = [...records];
  const batches: [string, number][][] = [];
  for (let n = 0; n < rows.length; n += DAYS_PER_STATEMENT) batches.push(rows.slice(n, n + DAYS_PER_STATEMENT));
  return batches;
}
