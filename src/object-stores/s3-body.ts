import { EtlError } from '../core/errors.ts';
import type { StoredObject } from '../core/object-store.ts';
import { BrokenBodyError, type Retry } from './s3-retry.ts';

/** Opens the body of an object from a byte on. */
export type OpenBody = (offset: number) => Promise<AsyncIterable<Uint8Array>>;

/**
 * The bytes of an object as they come. When the body breaks it is opened again from the byte reached, after a pause;
 * every byte of progress gives back the full number of tries.
 */
export async function* resumeBody(
  object: StoredObject,
  open: OpenBody,
  retry: Retry,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let body: AsyncIterator<Uint8Array> | undefined;
  const nextChunk = async () => {
    body ??= (await open(offset))[Symbol.asyncIterator]();
    try {
      const { done, value } = await body.next();
      if (!done) return value;
      if (offset === object.size) return undefined;
      throw new Error(`it ended after ${offset} of ${object.size} bytes`);
    } catch (cause) {
      body = undefined;
      throw brokenBody(object, offset, cause);
    }
  };
  try {
    for (let chunk = await retry(nextChunk, signal); chunk !== undefined; chunk = await retry(nextChunk, signal)) {
      offset += chunk.length;
      yield chunk;
    }
  } finally {
    await body?.return?.();
  }
}

function brokenBody(object: StoredObject, offset: number, cause: unknown): Error {
  if (offset < object.size || object.size === 0) {
    return new BrokenBodyError(`the transfer broke after ${offset} of ${object.size} bytes`, { cause });
  }
  // Every byte came, but their checksum is not the one S3 keeps; they were handed on already, so no retry can help.
  return new EtlError('source', `${object.uri} was damaged on the way`, { hint: 'run again', cause });
}
