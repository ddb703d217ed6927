import { inBatches } from './batches.ts';
import type { StagedFile } from './staged-files.ts';

/** How many days one statement lists. */
const DAYS_PER_STATEMENT = 1000;

/**
 * The days of a load with the number of records that were read for each, rejects among them, as rows for
 * stage/insert-staged-days, in batches.
 */
export function readDays(days: readonly string[], files: readonly StagedFile[]): [day: string, records: number][][] {
  const records = new Map(days.map((day) => [day, 0]));
  for (const { file, rows, rejects } of files) {
    if (file.day !== undefined) records.set(file.day, (records.get(file.day) ?? 0) + rows + rejects);
  }
  return inBatches([...records], DAYS_PER_STATEMENT);
}
