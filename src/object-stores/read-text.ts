import { basename, dirname } from 'node:path';
import { EtlError } from '../core/errors.ts';
import type { ObjectStore, StoredObject } from '../core/object-store.ts';
import type { SourceLocation } from './location.ts';
import { openStore } from './open-store.ts';
import type { S3Options } from './s3-client.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * The text of one small file or object: a JSONPaths file, not data.
 * @throws EtlError of kind `usage` if there is none, if it is larger than 1 MiB, or not UTF-8.
 */
export async function readText(location: SourceLocation, options: S3Options, signal: AbortSignal): Promise<string> {
  const { parent, name } = splitLast(location);
  const store = await openStore(parent, options);
  try {
    const object = await findObject(store, name, location.text, signal);
    if (object.size > MAX_BYTES) {
      throw new EtlError('usage', `${object.uri} is too large: ${object.size} bytes, and 1 MiB is the limit`);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.read(object, signal)) chunks.push(chunk);
    return decode(Buffer.concat(chunks), object);
  } finally {
    store.close();
  }
}

function splitLast(location: SourceLocation): { readonly parent: SourceLocation; readonly name: string } {
  if (location.kind === 'folder') {
    return { parent: { ...location, path: dirname(location.path) }, name: basename(location.path) };
  }
  const { prefix } = location;
  if (prefix === '') throw new EtlError('usage', `${location.text} names a bucket, not an object in it`);
  const slash = prefix.lastIndexOf('/');
  return { parent: { ...location, prefix: prefix.slice(0, Math.max(slash, 0)) }, name: prefix.slice(slash + 1) };
}

/** Of all keys that start with a name, the name itself comes first. */
async function findObject(store: ObjectStore, name: string, text: string, signal: AbortSignal): Promise<StoredObject> {
  for await (const [object] of store.list(name, signal)) {
    if (object?.key === name) return object;
    if (object !== undefined) break;
  }
  throw new EtlError('usage', `no such file: ${text}`);
}

function decode(bytes: Uint8Array, object: StoredObject): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EtlError('usage', `${object.uri} is not UTF-8 text`, { cause });
  }
}
