import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ObjectStore, StoredObject } from '../../src/core/object-store.ts';
import { openDirectory } from '../../src/object-stores/directory.ts';
import { openS3 } from '../../src/object-stores/s3.ts';
import type { S3Options } from '../../src/object-stores/s3-client.ts';
import { environmentFor, startS3 } from '../support/s3.ts';

/** Somewhere that files can be put, and opened as an object store. */
export interface Place {
  put(key: string, body: string | Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  open(root: string): Promise<ObjectStore>;
  stop(): Promise<void>;
}

export const BUCKET = 'sparkify-test';

export async function startFolderPlace(): Promise<Place> {
  const base = await mkdtemp(join(tmpdir(), 'object-stores-'));
  let mtime = 1_500_000_000;
  return {
    async put(key, body) {
      const path = join(base, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
      // Two writes can fall into one tick of the clock of a file system.
      await utimes(path, ++mtime, mtime);
    },
    remove: (key) => rm(join(base, key)),
    open: async (root) => openDirectory(join(base, root)),
    stop: () => rm(base, { recursive: true }),
  };
}

export async function startS3Place(): Promise<Place> {
  const server = await startS3();
  await server.createBucket(BUCKET);
  return {
    put: (key, body) => server.put(BUCKET, key, body),
    remove: (key) => server.delete(BUCKET, key),
    open: (root) => openAt(server.endpoint, root),
    stop: server.stop,
  };
}

/** A store on a server of the tests, with the credentials that the SDK finds in the environment. */
export function openAt(endpoint: string, prefix: string, options: Partial<S3Options> = {}): Promise<ObjectStore> {
  Object.assign(process.env, environmentFor(endpoint));
  return openS3({ bucket: BUCKET, prefix }, { environment: process.env, endpoint, ...options });
}

export const NEVER = new AbortController().signal;

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** What comes in batches, in one piece. */
export async function collectAll<Item>(batches: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  return (await collect(batches)).flat();
}

export async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  return (await collectAll(store.list(prefix, NEVER))).map((object) => object.key);
}

export async function only(store: ObjectStore, prefix: string): Promise<StoredObject> {
  const [object, ...others] = await collectAll(store.list(prefix, NEVER));
  if (object === undefined || others.length > 0) throw new Error(`expected one object at ${prefix}`);
  return object;
}

export async function bytesOf(store: ObjectStore, object: StoredObject): Promise<Buffer> {
  return Buffer.concat(await collect(store.read(object, NEVER)));
}
