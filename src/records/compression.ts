import { pipeline, Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { EtlError, messageOf } from '../core/errors.ts';

/** The plain bytes of a gzip stream (members one after the other count as one). Fails if it is damaged or cut short. */
export async function* gunzipStream(stored: AsyncIterable<Uint8Array>, uri: string): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  // An error on either side destroys the other, and reaches the reader of `gunzip` below.
  pipeline(Readable.from(stored, { objectMode: false }), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw explainDamage(error, uri);
  }
}

/** The plain bytes of a small gzip file. Fails if it is damaged or cut short. */
export function gunzipBytes(stored: Uint8Array, uri: string): Uint8Array {
  // An empty file has no gzip header, but no record either.
  if (stored.byteLength === 0) return stored;
  try {
    return gunzipSync(stored);
  } catch (error) {
    throw explainDamage(error, uri);
  }
}

/** zlib's own errors have codes like Z_DATA_ERROR; anything else, such as a failed read, passes through. */
function explainDamage(error: unknown, uri: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('Z_')) return error;
  return new EtlError('badData', `${uri} is not sound gzip: ${messageOf(error)}`, {
    hint: 'deliver the file again; nothing of it was loaded',
    cause: error,
  });
}
