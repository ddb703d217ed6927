import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import { PartMap, RangeNotes } from './part-map.ts';
import type { WorkFolder } from './work-folder.ts';

const MEGABYTE = 1024 * 1024;
/** Every slice of a cluster should get parts of about the same size: more of them than small clusters have slices. */
const PARTS_WANTED = 8;
/** Uploads at a time: with parts of at most 64 MB, some ten of them compressed, memory stays flat. */
const UPLOADS = 3;
/** Lines handed to the compression at a time. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Bytes of uncompressed content that go into a part. */
export function partSize(totalBytes: number): number {
  return Math.min(Math.max(Math.ceil(totalBytes / PARTS_WANTED), MEGABYTE), 64 * MEGABYTE);
}

/** What was packed: the parts in the work area, and where each of their lines comes from. */
export interface Packed {
  readonly uris: readonly string[];
  readonly rows: number;
  readonly map: PartMap;
}

/**
 * Packs lines of JSON into compressed parts and stores those while the next are packed. JSON objects that follow each
 * other, compressed, in a few files of similar size, are what COPY reads best.
 */
export class Packer {
  readonly #folder: WorkFolder;
  readonly #name: string;
  readonly #size: number;
  readonly #signal: AbortSignal;
  readonly #map = new PartMap();
  readonly #uploads = new Set<Promise<void>>();
  readonly #uris: string[] = [];
  #failure: { readonly error: unknown } | undefined;
  #part: OpenPart | undefined;
  #parts = 0;
  #rows = 0;

  constructor(folder: WorkFolder, name: string, size: number, signal: AbortSignal) {
    this.#folder = folder;
    this.#name = name;
    this.#size = size;
    this.#signal = signal;
  }

  /** Adds one record as a line (without its end); resolves when there is room for more. */
  add(line: string, file: string, record: number): Promise<void> | undefined {
    this.#part ??= new OpenPart();
    this.#rows += 1;
    this.#part.add(line, file, record);
    if (this.#part.size >= this.#size) return this.#close(this.#part);
    return this.#part.isDue ? this.#part.flush() : undefined;
  }

  async finish(): Promise<Packed> {
    if (this.#part !== undefined) await this.#close(this.#part);
    await Promise.all(this.#uploads);
    this.#throwIfFailed();
    return { uris: this.#uris, rows: this.#rows, map: this.#map };
  }

  async #close(part: OpenPart): Promise<void> {
    this.#part = undefined;
    const bytes = await part.finish();
    while (this.#uploads.size >= UPLOADS) await Promise.race(this.#uploads);
    this.#throwIfFailed();
    this.#parts += 1;
    const upload = this.#upload(`${this.#name}-${this.#parts}.json.gz`, bytes, part.notes).finally(() =>
      this.#uploads.delete(upload),
    );
    this.#uploads.add(upload);
  }

  async #upload(name: string, bytes: Uint8Array, notes: RangeNotes): Promise<void> {
    try {
      const uri = await this.#folder.put(name, bytes, this.#signal);
      this.#map.add(uri, notes.ranges);
      this.#uris.push(uri);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** A part that is being written. */
class OpenPart {
  readonly notes = new RangeNotes();
  /** Characters so far, which are nearly as many as bytes. */
  size = 0;
  readonly #gzip: Gzip = createGzip({ level: 4 });
  readonly #compressed: Buffer[] = [];
  #lines = '';

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => this.#compressed.push(chunk));
  }

  get isDue(): boolean {
    return this.#lines.length >= CHUNK_CHARACTERS;
  }

  add(line: string, file: string, record: number): void {
    this.notes.note(file, record);
    this.#lines += `${line}\n`;
    this.size += line.length + 1;
  }

  async flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = '';
    if (!this.#gzip.write(lines)) await once(this.#gzip, 'drain');
  }

  async finish(): Promise<Uint8Array> {
    const ended = once(this.#gzip, 'end');
    this.#gzip.end(this.#lines);
    await ended;
    return Buffer.concat(this.#compressed);
  }
}
