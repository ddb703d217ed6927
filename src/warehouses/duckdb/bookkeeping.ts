import { readDays } from '../../core/read-days.ts';
import { type RejectLog, rejectRows } from '../../core/rejects.ts';
import {
  filesAsLines,
  loadMark,
  type RowCounts,
  rowsAsLines,
  type StagedFile,
  vanishedFiles,
} from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session, StageLoad } from '../../core/warehouse.ts';
import { requireEvents } from './count-events.ts';

/** Lists the files in the ledger, in the place of those that they replace. */
export async function enterFiles(
  session: Session,
  catalog: SqlCatalog,
  load: StageLoad,
  files: readonly StagedFile[],
): Promise<void> {
  const { dataset, days } = load;
  if (dataset.name === 'events') await session.run(catalog.statement('stage/delete-files-of-days', { days }));
  await session.run(catalog.statement('stage/insert-files', filesAsLines(load, files)));
  if (dataset.name === 'events') return;
  await session.run(catalog.statement('stage/delete-files-read-again', loadMark(load)));
  for (const batch of vanishedFiles(load)) await session.run(catalog.statement('stage/delete-vanished-files', batch));
}

/** Replaces the rejects of what was staged before. */
export async function setAside(session: Session, catalog: SqlCatalog, load: StageLoad, log: RejectLog): Promise<void> {
  const { dataset, days, files } = load;
  if (dataset.name === 'songs') await session.run(catalog.statement('stage/delete-song-rejects', loadMark(load)));
  else await session.run(catalog.statement('stage/delete-event-rejects', { days }));
  for (const rejects of rejectRows(log.rejects, files)) {
    await session.run(catalog.statement('stage/insert-rejects', { rejects }));
  }
}

/** Lists the days as staged. */
export async function listDays(
  session: Session,
  catalog: SqlCatalog,
  { days }: StageLoad,
  files: readonly StagedFile[],
): Promise<void> {
  await requireEvents(session, catalog, days, files);
  await session.run(catalog.statement('stage/delete-staged-days', { days }));
  for (const batch of readDays(days, files)) {
    await session.run(catalog.statement('stage/insert-staged-days', { read_days: batch }));
  }
  await session.run(catalog.statement('stage/insert-restaged-days', { days }));
  await session.run(catalog.statement('stage/delete-published-days', { days }));
}

/**
 * Puts the songs that were read in the place of what their files gave before.
 * @param counts rows of each file, in the order in which they were loaded
 */
export async function replaceSongs(
  session: Session,
  catalog: SqlCatalog,
  load: StageLoad,
  counts: RowCounts,
): Promise<void> {
  const statements = [
    ['mark-stale-songs', loadMark(load)],
    ['delete-former-songs', loadMark(load)],
    ['insert-songs', rowsAsLines(load, counts)],
    ['drop-incoming-songs', {}],
  ] as const;
  for (const [name, parameters] of statements) await session.run(catalog.statement(`stage/${name}`, parameters));
}
