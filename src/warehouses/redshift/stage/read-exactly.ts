import type { Reject, Row } from '../../../core/dataset.ts';
import { throwIfAborted } from '../../../core/errors.ts';
import type { StageFile, StageReader } from '../../../core/warehouse.ts';

/** Below this a file is fetched whole, together with others. */
const SMALL_BYTES = 8 * 1024 * 1024;

interface ExactBatch {
  readonly file: StageFile;
  readonly records: readonly (Row | Reject)[];
  /** Whether the file ends with this batch. */
  readonly isLast: boolean;
}

/** Every record of some files, as the exact reader sees it; file by file, in any order. */
export async function* readExactly(
  files: readonly StageFile[],
  reader: StageReader,
  signal: AbortSignal,
): AsyncGenerator<ExactBatch> {
  const small = files.filter(({ object }) => object.size < SMALL_BYTES);
  for await (const contents of reader.contents(small, signal)) {
    for (const { file, bytes } of contents) yield* readFile(file, once(bytes), reader, signal);
  }
  for (const file of files) {
    if (file.object.size >= SMALL_BYTES) yield* readFile(file, reader.bytes(file, signal), reader, signal);
  }
}

async function* readFile(
  file: StageFile,
  bytes: AsyncIterable<Uint8Array>,
  reader: StageReader,
  signal: AbortSignal,
): AsyncGenerator<ExactBatch> {
  for await (const records of reader.records(file, bytes)) {
    throwIfAborted(signal);
    yield { file, records, isLast: false };
  }
  yield { file, records: [], isLast: true };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
