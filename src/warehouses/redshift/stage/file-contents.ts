import type { Row } from '../../../core/dataset.ts';
import type { RowCounts } from '../../../core/staged-files.ts';
import { isReject, type StageFile } from '../../../core/warehouse.ts';
import type { Loading } from './loading.ts';
import { readExactly } from './read-exactly.ts';
import type { Slice } from './slice.ts';

/** What the files of a slice of songs hold. */
export interface FileContents {
  /** How many records each file has, sound or not, by its URI. */
  readonly counts: RowCounts;
  /** The files that hold a song, by its id as `songKey` writes it. */
  readonly filesOf: ReadonlyMap<string, ReadonlySet<StageFile>>;
}

/**
 * What each file of a slice of songs holds, found by reading them: of a COPY of several files Redshift only tells the sum. That
 * takes less time than the COPY itself, of tiny objects the more.
 */
export async function readContents({ load, signal }: Loading, { files }: Slice): Promise<FileContents> {
  const counts = new Map<string, number>();
  const filesOf = new Map<string, Set<StageFile>>();
  const keyOf = songKey(load.dataset.columns);
  for await (const { file, records } of readExactly(files, load.reader, signal)) {
    const { uri } = file.object;
    counts.set(uri, (counts.get(uri) ?? 0) + records.length);
    for (const record of records) {
      if (isReject(record)) continue;
      const key = keyOf(record);
      filesOf.set(key, (filesOf.get(key) ?? new Set()).add(file));
    }
  }
  return { counts, filesOf };
}

/** The id of a song such that two are the same where Redshift takes them for equal: blanks at their ends do not count. */
export function songKey(columns: readonly { readonly name: string }[]): (song: Row) => string {
  const index = columns.findIndex(({ name }) => name === 'song_id');
  return (song) => String(song[index]).replace(/ +$/, '');
}
