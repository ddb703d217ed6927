import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { padbError } from './errors.ts';
import { reading, s3Trouble } from './s3-errors.ts';
import type { S3Uri } from './statement.ts';
import type { CopyContext } from './types.ts';

/** How much came from S3, before it was unpacked. */
export interface Received {
  bytes: number;
}

/**
 * The content of an open object, unpacked if the statement says so: neither name nor content are asked.
 * @throws RedshiftError if the connection breaks, or if what should be gzip is not
 */
export async function* readBody(
  context: CopyContext,
  body: Readable,
  uri: S3Uri,
  gzip: boolean,
  received: Received,
): AsyncGenerator<Buffer> {
  const counted = count(body, received);
  try {
    yield* gzip ? unpack(counted) : counted;
  } catch (error) {
    context.signal.throwIfAborted();
    const { code, errno } = error as NodeJS.ErrnoException;
    const isZlib = /^Z_/.test(code ?? '');
    // Nothing is no gzip either, but an object of no bytes is a file of no records.
    if (isZlib && received.bytes === 0) return;
    const work = reading(uri.bucket, uri.key);
    throw isZlib
      ? padbError(context, `Unknown zlib error code.  zlib error code: ${errno}`, work)
      : s3Trouble(context, error, work);
  } finally {
    body.destroy();
  }
}

async function* count(body: Readable, received: Received): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    received.bytes += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
}

async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // The callback is for pipeline's sake: its error is that of the stream that is read here.
  yield* pipeline(Readable.from(packed), createGunzip(), () => {}) as AsyncIterable<Buffer>;
}
