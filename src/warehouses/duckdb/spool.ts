import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, type FileHandle, mkdtemp, open, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { EtlError, messageOf } from '../../core/errors.ts';
import type { StageFile } from '../../core/warehouse.ts';
import { countLines } from './lines.ts';

const FOLDER_PREFIX = 'sparkify-etl-';
/** No run lasts that long: an older folder was left behind by a process that was killed. */
const ORPHAN_AGE_MS = 24 * 3600 * 1000;

/** One file that DuckDB reads: the content of one source file, or of many small ones with a newline after each. */
export interface Part {
  readonly path: string;
  /** The day that all its files are a delivery of. */
  readonly day: string | undefined;
  readonly segments: readonly Segment[];
  readonly bytes: number;
  /** Whether the content lies in the spool, and not where the source has it. */
  readonly isCopy: boolean;
}

/** Where the content of a source file stands in a part. */
export interface Segment {
  readonly file: StageFile;
  readonly start: number;
  readonly end: number;
  /** Rows that DuckDB makes of it, unless it refuses the part; undefined: nobody has counted, and the file has the part for itself. */
  readonly rows: number | undefined;
}

/** The file of a part of which nobody has counted the rows, if there is one. */
export function uncounted({ segments }: Part): Segment | undefined {
  return segments.find(({ rows }) => rows === undefined);
}

/** The part with the rows of its file counted; as it is, if they are. */
export function withRows(part: Part, rows: number): Part {
  const segment = uncounted(part);
  return segment === undefined ? part : { ...part, segments: [{ ...segment, rows }] };
}

/**
 * A temporary folder for what DuckDB reads. File names begin with the day they are a delivery of, and consist of plain
 * characters whatever the source's names are: DuckDB would take `*`, `?` and `[` in a path for patterns.
 */
export interface Spool extends SpoolFiles {
  newPath(day: string | undefined): string;
}

/** What is done with the files of a spool, by their paths. */
export interface SpoolFiles {
  /** Makes a file of another name that is this one. */
  link(target: string, path: string): Promise<void>;
  open(path: string): Promise<Pick<FileHandle, 'write' | 'close'>>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  writer(path: string): Writable;
  reader(path: string): AsyncIterable<Uint8Array>;
  read(path: string): Promise<Uint8Array>;
  remove(part: Part): Promise<void>;
  close(): Promise<void>;
}

/** Opens a spool; close it when done. */
export type OpenSpool = () => Promise<Spool>;

export const openSpool: OpenSpool = async () => {
  const folder = await makeFolder();
  return spoolIn(folder, {
    link: (target, path) => symlink(resolve(target), path),
    open: (path) => open(path, 'w'),
    append: appendFile,
    writer: createWriteStream,
    reader: (path) => createReadStream(path),
    read: (path) => readFile(path),
    remove: (part) => rm(part.path, { force: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  });
};

/** A spool whose files are called after the folder. */
export function spoolIn(folder: string, files: SpoolFiles): Spool {
  let count = 0;
  return {
    ...files,
    newPath: (day) => {
      count += 1;
      return `${folder.replaceAll('\\', '/')}/${day ?? 'songs'}-${count}.json`;
    },
  };
}

/** Temporary folders are called by this and six characters more. */
export const SPOOL_FOLDER = join(tmpdir(), FOLDER_PREFIX);

async function makeFolder(): Promise<string> {
  try {
    await removeOrphans();
    return await mkdtemp(SPOOL_FOLDER);
  } catch (error) {
    throw new EtlError('warehouse', `no temporary folder can be made in ${tmpdir()}: ${messageOf(error)}`, {
      hint: 'set TMPDIR to a folder that is there and may be written to',
      cause: error,
    });
  }
}

async function removeOrphans(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((candidate) => candidate.startsWith(FOLDER_PREFIX))) {
    const path = join(tmpdir(), name);
    const age = await stat(path).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0,
    );
    // Another user's folder cannot be removed; that is theirs to do.
    if (age > ORPHAN_AGE_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A part that is the source file itself, seen under a plain name. */
export async function linkPart(spool: Spool, file: StageFile, target: string): Promise<Part> {
  const path = spool.newPath(file.day);
  await spool.link(target, path);
  const bytes = file.object.size;
  return { path, day: file.day, bytes, isCopy: false, segments: [{ file, start: 0, end: bytes, rows: undefined }] };
}

/** A part with the content of one source file. */
export async function copyPart(spool: Spool, file: StageFile, content: AsyncIterable<Uint8Array>): Promise<Part> {
  const path = spool.newPath(file.day);
  const handle = await spool.open(path);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      await handle.write(chunk);
      bytes += chunk.byteLength;
    }
  } finally {
    await handle.close();
  }
  return { path, day: file.day, bytes, isCopy: true, segments: [{ file, start: 0, end: bytes, rows: undefined }] };
}

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const BUFFER_BYTES = 512 * 1024;

/** Collects the content of many small files into one part. */
export class PartWriter {
  readonly path: string;
  bytes = 0;
  readonly #spool: Spool;
  readonly #day: string | undefined;
  readonly #segments: Segment[] = [];
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #filled = 0;

  constructor(spool: Spool, day: string | undefined) {
    this.#spool = spool;
    this.path = spool.newPath(day);
    this.#day = day;
  }

  /** Whether there is room for so many bytes more; if not, `write` makes room. */
  hasRoomFor(content: Uint8Array): boolean {
    return this.#filled + content.byteLength + 1 <= this.#buffer.byteLength;
  }

  add(file: StageFile, content: Uint8Array): void {
    // In the middle of the part a mark would make DuckDB refuse all of it.
    const plain = withoutMark(content);
    const length = plain.byteLength + 1;
    this.#segments.push({ file, start: this.bytes, end: this.bytes + length - 1, rows: countLines(plain) });
    this.#buffer.set(plain, this.#filled);
    this.#buffer[this.#filled + length - 1] = NEWLINE;
    this.#filled += length;
    this.bytes += length;
  }

  /** Empties the buffer into the file, and makes it large enough for `next` if that is given. */
  async write(next?: Uint8Array): Promise<void> {
    await this.#spool.append(this.path, this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
    const needed = next === undefined ? 0 : next.byteLength + 1;
    if (needed > this.#buffer.byteLength) this.#buffer = Buffer.allocUnsafe(needed);
  }

  async finish(): Promise<Part> {
    await this.write();
    return {
      path: this.path,
      day: this.#day,
      segments: this.#segments,
      bytes: this.bytes,
      isCopy: true,
    };
  }
}

/** A text without the byte order mark at its beginning. Of two, the second is a fault of the file: both stay. */
export function withoutMark(content: Uint8Array): Uint8Array {
  const isMarked = startsWithMark(content) && !startsWithMark(content.subarray(3));
  return isMarked ? content.subarray(3) : content;
}

function startsWithMark(content: Uint8Array): boolean {
  return content[0] === BYTE_ORDER_MARK[0] && BYTE_ORDER_MARK.equals(content.subarray(0, 3));
}

/** The content of each source file in a part, for reading it record by record. */
export async function* contentsOf(
  spool: Spool,
  part: Part,
): AsyncIterable<{ file: StageFile; bytes: AsyncIterable<Uint8Array> }> {
  const [first] = part.segments;
  if (first !== undefined && first.end === part.bytes) {
    yield { file: first.file, bytes: spool.reader(part.path) };
    return;
  }
  // Parts of several files are small: see the limit where they are made.
  const content = await spool.read(part.path);
  for (const { file, start, end } of part.segments) yield { file, bytes: once(content.subarray(start, end)) };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
