import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { EtlError, messageOf, throwIfAborted } from '../core/errors.ts';
import { makeFolder } from '../make-folder.ts';

/** Says that a folder is ours to replace, and how it was made. */
export const MARKER_FILE = 'sample.json';
export const GENERATOR = 'sparkify-etl sample';

const OUR_ENTRIES = ['log_data', 'song_data', 'log_json_path.json', 'defects.json'];

/** The folder a sample is written to; counts what is written below `log_data` and `song_data`. */
export class SampleFolder {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  readonly #folders = new Set<string>();
  files = 0;
  bytes = 0;

  private constructor(root: string, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#signal = signal;
  }

  /**
   * Takes a folder that is new, empty, or holds an earlier sample, of which all data is removed.
   * Throws an `EtlError('usage')` if it holds anything else, or cannot be written to.
   */
  static async claim(root: string, signal?: AbortSignal): Promise<SampleFolder> {
    await explained(root, async () => {
      await makeFolder(root);
      const entries = await readdir(root);
      if (entries.length === 0) return;
      if (!(await holdsSample(root))) throw notOurs(root);
      for (const entry of OUR_ENTRIES) await rm(join(root, entry), { recursive: true, force: true });
    });
    return new SampleFolder(root, signal);
  }

  /** Writes a whole file below the folder; `path` has `/` between its parts. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    if (this.#signal) throwIfAborted(this.#signal);
    const file = await this.#prepared(path);
    await explained(file, () => writeFile(file, content));
    this.#count(path, Buffer.byteLength(content));
  }

  /** Writes a file piece by piece, no faster than the disk takes it. */
  async stream(path: string, chunks: Iterable<Uint8Array>, gzip: boolean): Promise<void> {
    const file = await this.#prepared(path);
    const output = createWriteStream(file);
    const options = this.#signal ? { signal: this.#signal } : {};
    try {
      await explained(file, () =>
        gzip ? pipeline(chunks, createGzip(), output, options) : pipeline(chunks, output, options),
      );
    } catch (error) {
      // An aborted pipeline fails with an AbortError, which does not tell why it was aborted.
      if (this.#signal) throwIfAborted(this.#signal);
      throw error;
    }
    this.#count(path, output.bytesWritten);
  }

  /** Copies a file of the folder to another place in it. */
  async copy(from: string, to: string): Promise<void> {
    const file = await this.#prepared(to);
    await explained(file, () => copyFile(join(this.#root, from), file));
    this.#count(to, (await stat(file)).size);
  }

  async #prepared(path: string): Promise<string> {
    const file = join(this.#root, path);
    const folder = dirname(file);
    if (!this.#folders.has(folder)) {
      await explained(folder, () => mkdir(folder, { recursive: true }));
      this.#folders.add(folder);
    }
    return file;
  }

  #count(path: string, bytes: number): void {
    if (!path.includes('/')) return;
    this.files++;
    this.bytes += bytes;
  }
}

async function holdsSample(root: string): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(root, MARKER_FILE), 'utf8'));
    return typeof marker === 'object' && marker !== null && 'generator' in marker && marker.generator === GENERATOR;
  } catch {
    return false;
  }
}

function notOurs(root: string): EtlError {
  return new EtlError('usage', `will not write a sample into ${root}: it is not empty, and holds no earlier sample`, {
    hint: 'Name a new or empty folder with --out.',
  });
}

/** Turns what the file system says (no space, no permission, not a folder) into an explained error. */
async function explained<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new EtlError('usage', `cannot write the sample to ${path}: ${messageOf(error)}`, {
      hint: 'Name a folder with --out that you can write to, on a disk with enough space.',
      cause: error,
    });
  }
}
