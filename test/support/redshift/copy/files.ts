import type { Readable } from 'node:stream';
import { type BucketReader, OPEN_AHEAD } from './bucket-reader.ts';
import { padbError } from './errors.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';
import { failureOf } from './s3-errors.ts';
import type { CopyStatement, S3Uri } from './statement.ts';
import type { CopyContext } from './types.ts';

/** An object that is open, to be read or destroyed. */
export interface OpenFile {
  readonly uri: S3Uri;
  /** As load views show it. */
  readonly name: string;
  readonly body: Readable;
}

/**
 * The objects of a COPY, one after the other, the next ones opened ahead.
 * @throws RedshiftError if there is none at all, if one that is needed is missing, and for whatever S3 refuses
 */
export async function* openFiles(
  context: CopyContext,
  reader: BucketReader,
  statement: CopyStatement,
): AsyncGenerator<OpenFile> {
  let found = 0;
  for await (const file of openAhead(entriesOf(context, reader, statement), (entry) => open(reader, entry))) {
    if (file === undefined) continue;
    found++;
    yield file;
  }
  if (found > 0) return;
  const { bucket, key } = statement.source;
  const message = statement.options.manifest
    ? 'No files found for the manifest'
    : `The specified S3 prefix '${key}' does not exist`;
  throw padbError(context, message, { context: `s3://${bucket}/${key}`, location: 's3_utility.cpp:568' });
}

async function* entriesOf(
  context: CopyContext,
  reader: BucketReader,
  { source, options }: CopyStatement,
): AsyncGenerator<ManifestEntry> {
  if (options.manifest) return yield* await readManifest(context, reader, source);
  const skipsFolders = context.behaviour?.folderPlaceholders === 'skip';
  for await (const object of reader.list(source)) {
    const isFolder = object.size === 0 && object.key.endsWith('/');
    if (!(isFolder && skipsFolders)) yield { ...object, mandatory: true };
  }
}

async function open(reader: BucketReader, entry: ManifestEntry): Promise<OpenFile | undefined> {
  try {
    const name = `s3://${entry.bucket}/${entry.key}`;
    return { uri: entry, name, body: await reader.get(entry) };
  } catch (error) {
    const code = failureOf((error as Error).cause)?.code;
    if (!entry.mandatory && code === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function* openAhead<T>(
  entries: AsyncGenerator<T>,
  openOne: (entry: T) => Promise<OpenFile | undefined>,
): AsyncGenerator<OpenFile | undefined> {
  const queue: Promise<OpenFile | undefined>[] = [];
  let isLast = false;
  try {
    for (;;) {
      while (!isLast && queue.length < OPEN_AHEAD) {
        const entry = await entries.next();
        isLast = entry.done === true;
        if (entry.done !== true) queue.push(handled(openOne(entry.value)));
      }
      const next = queue.shift();
      if (next === undefined) return;
      yield await next;
    }
  } finally {
    await entries.return(undefined);
    for (const file of queue) file.then((opened) => opened?.body.destroy()).catch(() => {});
  }
}

/** What is opened ahead may fail before anybody waits for it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
