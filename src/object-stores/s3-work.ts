import type { WorkArea } from '../core/object-store.ts';
import type { S3Options } from './s3-client.ts';
import { removeObjects } from './s3-remove.ts';
import { createS3Session, type S3Session } from './s3-session.ts';
import { untilAborted } from './until-aborted.ts';

/** A work area that holds sockets until it is closed. */
export interface OpenWorkArea extends WorkArea {
  close(): void;
}

/**
 * A folder of a bucket as a work area; any number of calls may be under way at once. Requests are always signed, whatever
 * `unsigned` says of the sources: nobody may write to a bucket unknown. No request is sent yet.
 *
 * An aborted `put` leaves nothing behind unless all its bytes had arrived already. `remove` cannot be aborted, since it is
 * what cleans up after an abort.
 * @throws EtlError of kind `usage` if no region is configured or the endpoint is not an http(s) URL.
 */
export async function openS3Work(
  location: { readonly bucket: string; readonly prefix: string },
  options: S3Options,
): Promise<OpenWorkArea> {
  const session = await createS3Session(location, { ...options, unsigned: false });
  return {
    location: `s3://${location.bucket}/${location.prefix}`,
    put: (key, bytes, signal) => putObject(session, session.root + key, bytes, signal),
    remove: (uris) => removeObjects(session, uris),
    close: () => session.client.destroy(),
  };
}

async function putObject(session: S3Session, key: string, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  const { sdk, client, bucket, retry } = session;
  const uri = `s3://${bucket}/${key}`;
  const command = new sdk.PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ContentLength: bytes.length,
    ContentType: contentTypeOf(key),
  });
  // A signal of its own: of many puts that listen to the same one, Node would warn at the eleventh listener.
  const stop = AbortSignal.any([signal]);
  await session.attempt('s3:PutObject', uri, stop, () =>
    untilAborted(stop, () => retry(() => client.send(command, { abortSignal: stop }), stop)),
  );
  return uri;
}

/** No Content-Encoding for gzip: the object is a compressed file, which no reader on the way is to unpack. */
function contentTypeOf(key: string): string {
  if (key.endsWith('.gz')) return 'application/gzip';
  if (key.endsWith('.ndjson')) return 'application/x-ndjson';
  return key.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
