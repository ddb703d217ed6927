import type { Row } from '../../../core/dataset.ts';
import { lastingName, type RowCounts } from '../../../core/staged-files.ts';
import { isReject, type StageFile, type StageLoad } from '../../../core/warehouse.ts';
import { type Packed, Packer, partSize } from '../copy/pack.ts';
import type { CopySource } from '../copy/statement.ts';
import type { WorkFolder } from '../copy/work-folder.ts';
import type { Loading } from './loading.ts';
import { readExactly } from './read-exactly.ts';
import type { Slice } from './slice.ts';

/** A slice in the dataset's own form, in the work area: COPY takes all of it. */
export interface Rewritten {
  readonly kind: 'rewritten';
  /** None if there is no sound record. */
  readonly copies: readonly CopySource[];
  readonly packed: Packed;
  /** Sound records of each file. */
  readonly rowsOf: RowCounts;
}

/**
 * Reads a slice record by record, writes the sound records to parts in the work area, and adds the others to the log.
 * Throws the log's error if they are too many by now.
 */
export async function rewriteSlice(loading: Loading, folder: WorkFolder, slice: Slice): Promise<Rewritten> {
  const { signal } = loading;
  const { packed, rowsOf } = await packSlice(loading, folder, slice);
  loading.log.finish();
  if (packed.uris.length === 0) return { kind: 'rewritten', copies: [], packed, rowsOf };
  const uri = await folder.putManifest(`${slice.name}-parts`, packed.uris, signal);
  const hasFileNames = loading.load.dataset.name === 'songs';
  const copies = [{ uri, isManifest: true, isGzip: true, hasFileNames, jsonPaths: undefined }];
  return { kind: 'rewritten', copies, packed, rowsOf };
}

async function packSlice(
  loading: Loading,
  folder: WorkFolder,
  { name, files }: Slice,
): Promise<Pick<Rewritten, 'packed' | 'rowsOf'>> {
  const { load, log, progress, signal } = loading;
  const total = files.reduce((sum, { object }) => sum + object.size, 0);
  const packer = new Packer(folder, name, partSize(total), signal);
  const rowsOf = new Map<string, number>();
  const toLine = lineWriter(load);
  let loaded = 0;
  for await (const { file, records, isLast } of readExactly(files, load.reader, signal)) {
    for (const record of records) {
      if (isReject(record)) log.add(record);
      else {
        loaded += 1;
        const room = packer.add(toLine(record, file), file.object.uri, loaded);
        if (room !== undefined) await room;
      }
    }
    if (!isLast) continue;
    rowsOf.set(file.object.uri, loaded);
    loaded = 0;
    progress.addFiles([file], log.rejects.length);
  }
  return { packed: await packer.finish(), rowsOf };
}

/** A song says which file it is from: of a COPY of parts Redshift does not tell. */
function lineWriter({ dataset, reader }: StageLoad): (record: Row, file: StageFile) => string {
  if (dataset.name === 'events') return reader.canonicalLine;
  return (record, { object }) =>
    `${reader.canonicalLine(record).slice(0, -1)},"file_name":${JSON.stringify(lastingName(object))}}`;
}
