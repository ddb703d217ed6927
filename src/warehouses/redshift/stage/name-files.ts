import { inBatches } from '../../../core/batches.ts';
import { lastingName } from '../../../core/staged-files.ts';
import type { SqlValue } from '../../../core/statement.ts';
import { isReject, type StageFile } from '../../../core/warehouse.ts';
import type { PgSession } from '../../pg/types.ts';
import { type FileContents, songKey } from './file-contents.ts';
import type { Loading } from './loading.ts';
import type { Originals } from './originals.ts';
import { readExactly } from './read-exactly.ts';
import type { Slice } from './slice.ts';

/** Two values of each row, and eleven, may be bound; a message of Redshift's protocol holds 32,767. */
const NAMES_PER_STATEMENT = 16_000;
const SONGS_PER_STATEMENT = 2900;

/**
 * Notes for each song that COPY has brought which file it is from, which COPY does not tell. Its id says so, and where several files
 * hold the same, these songs are sent again from here.
 * Resolves to what hands over the statements: alone they would be a round trip.
 */
export async function nameFiles(
  loading: Loading,
  session: PgSession,
  slice: Slice,
  { records }: Originals,
): Promise<() => readonly Promise<unknown>[]> {
  const { catalog } = loading;
  const run = (name: string, parameters = {}) => session.run(catalog.statement(`stage/${name}`, parameters));
  const [only] = slice.files;
  if (records === undefined) {
    return () => (only === undefined ? [] : [run('name-only-file', { file_name: lastingName(only.object) })]);
  }
  const { filesOf } = await records;
  const shared = new Map([...filesOf].filter(([, files]) => files.size > 1));
  const names = [...filesOf].map(([key, [file]]): SqlValue[] => [key, lastingName((file as StageFile).object)]);
  const again = await songsOf(loading, shared);
  return () => [
    run('create-song-files'),
    ...inBatches(names, NAMES_PER_STATEMENT).map((song_files) => run('insert-song-files', { song_files })),
    run('name-files'),
    run('drop-song-files'),
    ...inBatches(
      [...shared.keys()].map((key) => [key]),
      NAMES_PER_STATEMENT,
    ).map((songs) => run('delete-shared-songs', { songs })),
    ...inBatches(again, SONGS_PER_STATEMENT).map((songs) => run('insert-shared-songs', { songs })),
  ];
}

/** The records of some songs, each with the name of its file. */
async function songsOf({ load, signal }: Loading, songs: FileContents['filesOf']): Promise<SqlValue[][]> {
  const found: SqlValue[][] = [];
  const keyOf = songKey(load.dataset.columns);
  const files = [...new Set([...songs.values()].flatMap((each) => [...each]))];
  for await (const { file, records } of readExactly(files, load.reader, signal)) {
    for (const record of records) {
      if (!isReject(record) && songs.has(keyOf(record))) found.push([...record, lastingName(file.object)]);
    }
  }
  return found;
}
