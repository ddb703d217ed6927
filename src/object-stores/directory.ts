import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { access, type FileHandle, open, stat } from 'node:fs/promises';
import { throwIfAborted } from '../core/errors.ts';
import type { ObjectContent, ObjectStore, StoredObject } from '../core/object-store.ts';
import { versionOf, walkFiles } from './directory-walk.ts';
import { changedWhileRead, explainFileError } from './file-errors.ts';
import { createTimeSlice } from './time-slice.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Bytes of small files that are handed over together at most. */
const MANY_BYTES = 4 * 1024 * 1024;

/**
 * A local folder as an object store. Nothing is touched before the first call of `list`, which throws an `EtlError`
 * of kind `usage` if the folder does not exist.
 */
export function openDirectory(path: string): ObjectStore {
  const pathOf = (object: StoredObject) => `${path}/${object.key}`;
  return {
    location: path,
    list: (prefix, signal) => walkFiles(path, prefix, signal),
    read: (object, signal) => readFile(pathOf(object), object, signal),
    readMany: (objects, signal) => readFiles(objects, pathOf, signal),
    localPath: pathOf,
    confirm: (object) => confirmVersion(pathOf(object), object),
    close() {},
  };
}

async function* readFile(path: string, object: StoredObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    await checkVersion(file, object);
    for (let rest = object.size; rest > 0; ) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(rest, CHUNK_BYTES)));
      throwIfAborted(signal);
      if (bytesRead === 0) throw changedWhileRead(object);
      rest -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    await checkVersion(file, object);
  } catch (error) {
    throwIfAborted(signal);
    throw explainFileError(error, path);
  } finally {
    await file?.close();
  }
}

async function checkVersion(file: FileHandle, object: StoredObject): Promise<void> {
  if (versionOf(await file.stat()) !== object.version) throw changedWhileRead(object);
}

async function confirmVersion(path: string, object: StoredObject): Promise<void> {
  const asked = Promise.all([stat(path), access(path, constants.R_OK)]);
  const [stats] = await asked.catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  if (versionOf(stats) !== object.version) throw changedWhileRead(object);
}

/** One after the other, in slices: a pool of promises over a local disk only adds work. */
async function* readFiles(
  objects: readonly StoredObject[],
  pathOf: (object: StoredObject) => string,
  signal: AbortSignal,
): AsyncGenerator<readonly ObjectContent[]> {
  throwIfAborted(signal);
  const slice = createTimeSlice();
  let contents: ObjectContent[] = [];
  let bytes = 0;
  for (const object of objects) {
    if (slice.isSpent() || bytes > MANY_BYTES) {
      yield contents;
      contents = [];
      bytes = 0;
      await slice.renew(signal);
    }
    contents.push({ object, bytes: readWhole(pathOf(object), object) });
    bytes += object.size;
  }
  yield contents;
}

function readWhole(path: string, object: StoredObject): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(object.size);
    let length = 0;
    while (length < object.size) {
      const bytesRead = readSync(descriptor, buffer, length, object.size - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    // Asked for after reading, so that one call notices a change before as well as during it.
    if (length < object.size || versionOf(fstatSync(descriptor)) !== object.version) throw changedWhileRead(object);
    return buffer;
  } catch (error) {
    throw explainFileError(error, path);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
