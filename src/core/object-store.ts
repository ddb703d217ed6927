/** One file or object of a source. */
export interface StoredObject {
  /** Path below the store's root, with `/` between the parts. */
  readonly key: string;
  /** Full name for messages: `s3://bucket/key` or a path. */
  readonly uri: string;
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

  /** Releases sockets. */
  close(): void;
}

export interface ObjectContent {
  readonly object: StoredObject;
  readonly bytes: Uint8Array;
}
