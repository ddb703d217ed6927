import type { StageFile, StageReader } from '../../core/warehouse.ts';
import { copyPart, linkPart, type Part, PartWriter } from './part.ts';
import type { Spool } from './spool.ts';

/** Below this, opening a file costs more than copying its content next to others. */
const SMALL_LOCAL_BYTES = 64 * 1024;
/** Below this, an object that has to be fetched is fetched together with others. */
const SMALL_REMOTE_BYTES = 8 * 1024 * 1024;
/** Small enough that DuckDB gets its first part soon, and that a refused one can be read back into memory. */
const PART_BYTES = 2 * 1024 * 1024;

/** Makes the content of source files readable for DuckDB, each exactly once. Files of different days do not mix. */
export async function* makeParts(
  files: readonly StageFile[],
  reader: StageReader,
  spool: Spool,
  signal: AbortSignal,
): AsyncIterable<Part> {
  const small: StageFile[] = [];
  for (const file of files) {
    const path = reader.localPath(file);
    if (file.object.size < (path === undefined ? SMALL_REMOTE_BYTES : SMALL_LOCAL_BYTES)) small.push(file);
    else if (path !== undefined) {
      // DuckDB would tell of a file that cannot be read by its name in the spool, and as if the warehouse were at fault.
      await reader.confirm(file);
      yield await linkPart(spool, file, path);
    } else yield await copyPart(spool, file, reader.bytes(file, signal));
  }
  yield* collectSmall(small, reader, spool, signal);
}

async function* collectSmall(
  files: readonly StageFile[],
  reader: StageReader,
  spool: Spool,
  signal: AbortSignal,
): AsyncIterable<Part> {
  const writers = new Map<string | undefined, PartWriter>();
  for await (const contents of reader.contents(files, signal)) {
    for (const { file, bytes } of contents) {
      const writer = writers.get(file.day) ?? new PartWriter(spool, file.day);
      writers.set(file.day, writer);
      if (!writer.hasRoomFor(bytes)) await writer.write(bytes);
      writer.add(file, bytes);
      if (writer.bytes < PART_BYTES) continue;
      writers.delete(file.day);
      yield await writer.finish();
    }
  }
  for (const writer of writers.values()) yield await writer.finish();
}
