import { createReadStream } from 'node:fs';
import { appendFile, open, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EtlError, messageOf } from '../../core/errors.ts';

/** What is done with the files of a spool, by their paths. What cannot be written is told with what to do about it. */
export interface SpoolFiles {
  /** Makes a file of another name that is this one. */
  link(target: string, path: string): Promise<void>;
  /** Makes an empty file, open for writing. */
  create(path: string): Promise<OpenFile>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  reader(path: string): AsyncIterable<Uint8Array>;
  read(path: string): Promise<Uint8Array>;
  remove(path: string): Promise<void>;
}

/** A file that is being written. */
interface OpenFile {
  append(content: Uint8Array | string): Promise<void>;
  close(): Promise<void>;
}

/** Fewer reads of large files than with the stream's own 64 kB. */
const CHUNK_BYTES = 256 * 1024;

/** Files on the disk. */
export const DISK: SpoolFiles = {
  link: (target, path) => written(path, symlink(resolve(target), path)),
  create: async (path) => {
    const handle = await written(path, open(path, 'w'));
    return {
      // Not `write`, which may write a part of it where the disk is nearly full, and be content.
      append: (content) => written(path, handle.appendFile(content)),
      close: () => handle.close(),
    };
  },
  append: (path, bytes) => written(path, appendFile(path, bytes)),
  reader: (path) => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  read: (path) => readFile(path),
  remove: (path) => rm(path, { force: true }),
};

/** Says of a write that failed what that means. */
function written<T>(path: string, write: Promise<T>): Promise<T> {
  return write.catch((error: unknown) => {
    throw new EtlError('warehouse', `cannot write to the temporary folder ${dirname(path)}: ${messageOf(error)}`, {
      hint: 'make room on the disk, or set TMPDIR to a folder where there is some',
      cause: error,
    });
  });
}
