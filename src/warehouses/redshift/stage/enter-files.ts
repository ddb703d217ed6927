import { filesAsRows, loadMark, type StagedFile, vanishedFiles } from '../../../core/staged-files.ts';
import type { PgSession } from '../../pg/types.ts';
import type { Loading } from './loading.ts';

/**
 * Hands over the statements that list the files of a load in the ledger. Those of the days it replaces are gone already;
 * song files that were read again take the place of what they were before.
 */
export function enterFiles(
  { catalog, load }: Loading,
  session: PgSession,
  files: readonly StagedFile[],
): Promise<number>[] {
  const inserted = filesAsRows(load, files).map((rows) => session.run(catalog.statement('stage/insert-files', rows)));
  if (load.dataset.name === 'events') return inserted;
  const mark = loadMark(load);
  return [
    ...inserted,
    session.run(catalog.statement('stage/delete-files-read-again', mark)),
    ...vanishedFiles(load).map((batch) => session.run(catalog.statement('stage/delete-vanished-files', batch))),
    session.run(catalog.statement('stage/delete-song-rejects', mark)),
  ];
}
