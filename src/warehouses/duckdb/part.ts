import type { StageFile } from '../../core/warehouse.ts';
import { countLines } from './lines.ts';
import type { Spool } from './spool.ts';

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
  const copy = await spool.create(path);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      await copy.append(chunk);
      bytes += chunk.byteLength;
    }
  } finally {
    await copy.close();
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
