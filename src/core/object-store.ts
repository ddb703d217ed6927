/** One file or object of a source. */
export interface StoredObject {
  /** Path below the store's root, with `/` between the parts. */
  readonly key: string;
  /** Full name for messages: `s3://bucket/key` or a path. */
  readonly uri: string;
  /** The same wherever the program is run, for what is kept; absent: as `uri`. */
  readonly absolute?: string;
  /** Bytes, as stored (compressed, if the object is). */
  readonly size: number;
  /** ETag, or modification time and size: changes when the content does. */
  readonly version: string;
}

/** A source of files: a local folder, or a bucket with an optional prefix. Errors are `EtlError`s that name the object. */
export interface ObjectStore {
  /** The root as the user wrote it, for messages. */
  readonly location: string;

  /**
   * Every object whose key starts with `prefix` (a string prefix, not a folder), in key order, in batches as they come.
   * A root that does not exist is an error; a prefix without objects is an empty list.
   */
  list(prefix: string, signal: AbortSignal): AsyncIterable<readonly StoredObject[]>;

  /** The bytes of one object, streamed. Fails if the object is no longer the version that was listed. */
  read(object: StoredObject, signal: AbortSignal): AsyncIterable<Uint8Array>;

  /**
   * The whole bytes of many small objects, as fast as the store bears, in any order, in batches as they come.
   * Memory is bounded by the store's pool, not by the number of objects.
   */
  readMany(objects: readonly StoredObject[], signal: AbortSignal): AsyncIterable<readonly ObjectContent[]>;

  /** A path that an engine on this machine can open itself; undefined where there is none. */
  localPath(object: StoredObject): string | undefined;

  /** Fails if an object with a local path is no longer the version that was listed: to be asked after somebody else has read it. */
  confirm(object: StoredObject): Promise<void>;

  /** Releases sockets. */
  close(): void;
}

export interface ObjectContent {
  readonly object: StoredObject;
  readonly bytes: Uint8Array;
}

/**
 * A place in an object store that we may write: what a load puts there for its warehouse to read, and removes after it.
 * Errors are `EtlError`s that name the object.
 */
export interface WorkArea {
  /** The area's root, for messages: `s3://bucket/prefix`. */
  readonly location: string;
  /** Stores an object under a key below the root; resolves to its full URI. */
  put(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
  /** Removes objects by the URIs that `put` gave. What is gone already is no error. */
  remove(uris: readonly string[]): Promise<void>;
}
