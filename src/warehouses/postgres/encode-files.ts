import { throwIfAborted } from '../../core/errors.ts';
import type { RejectLog } from '../../core/rejects.ts';
import type { StageFile, StageLoad } from '../../core/warehouse.ts';
import { CopyRows } from './copy-rows.ts';
import type { CopyText } from './copy-text.ts';
import type { Progress } from './progress.ts';

/** Below this, opening a file takes longer than reading it: it is read with others at once. */
const SMALL_LOCAL_BYTES = 64 * 1024;
/** Below this, an object that has to be fetched is fetched together with others. */
const SMALL_REMOTE_BYTES = 8 * 1024 * 1024;

/**
 * Reads all files of a load record by record: yields its rows as chunks of COPY's text, and puts the rejects into the
 * log. Memory holds one chunk, what the reader has of a large file, and a batch of small ones.
 */
export async function* encodeFiles(
  load: StageLoad,
  log: RejectLog,
  progress: Progress,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const rows = new CopyRows(load.dataset);
  for await (const { file, bytes } of openFiles(load, signal)) {
    rows.beginFile(file);
    for await (const records of load.reader.made(file, progress.watch(file, bytes), rows)) {
      throwIfAborted(signal);
      for (const record of records) {
        if (record === true) progress.rows += 1;
        else log.add(record);
      }
      progress.tell(log.rejects.length);
      if (rows.output.isFull) yield* taken(rows.output);
    }
    progress.endFile(file);
  }
  yield* taken(rows.output);
}

function* taken(output: CopyText): Iterable<Uint8Array> {
  const chunk = output.take();
  if (chunk !== undefined) yield chunk;
}

interface OpenFile {
  readonly file: StageFile;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Each file with its plain bytes: the large ones streamed one by one, then the small ones as they come. */
async function* openFiles({ files, reader }: StageLoad, signal: AbortSignal): AsyncIterable<OpenFile> {
  const small: StageFile[] = [];
  for (const file of files) {
    const limit = reader.localPath(file) === undefined ? SMALL_REMOTE_BYTES : SMALL_LOCAL_BYTES;
    if (file.object.size < limit) small.push(file);
    else yield { file, bytes: reader.bytes(file, signal) };
  }
  for await (const contents of reader.contents(small, signal)) {
    for (const { file, bytes } of contents) yield { file, bytes: once(bytes) };
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
