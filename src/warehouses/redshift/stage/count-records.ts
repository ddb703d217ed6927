import type { RowCounts } from '../../../core/staged-files.ts';
import type { Loading } from './loading.ts';
import { readExactly } from './read-exactly.ts';
import type { Slice } from './slice.ts';

/**
 * How many records each file of a slice has, sound or not, found by reading them: of a COPY of several files Redshift only
 * tells the sum. That takes less time than the COPY itself, of tiny objects the more.
 */
export async function countRecords({ load, signal }: Loading, { files }: Slice): Promise<RowCounts> {
  const counts = new Map<string, number>();
  for await (const { file, records } of readExactly(files, load.reader, signal)) {
    const { uri } = file.object;
    counts.set(uri, (counts.get(uri) ?? 0) + records.length);
  }
  return counts;
}
