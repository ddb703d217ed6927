import type { ObjectStore } from '../core/object-store.ts';
import { runPool } from './pool.ts';
import { DEFAULT_CONCURRENCY, type S3Options } from './s3-client.ts';
import { listFolder } from './s3-list.ts';
import { fetchWhole, readStream } from './s3-read.ts';
import { createS3Session } from './s3-session.ts';

/**
 * A bucket, or a folder in it, as an object store. `prefix` names a folder: `song_data` is `song_data/`, never
 * `song_data2/`. No request is sent yet.
 * @throws EtlError of kind `usage` if no region is configured or the endpoint is not an http(s) URL.
 */
export async function openS3(
  location: { readonly bucket: string; readonly prefix: string },
  options: S3Options,
): Promise<ObjectStore> {
  const session = await createS3Session(location, options);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  return {
    location: `s3://${location.bucket}/${location.prefix}`,
    list: (prefix, signal) => listFolder(session, prefix, signal),
    read: (object, signal) => readStream(session, object, signal),
    readMany: (objects, signal) =>
      runPool(objects, concurrency, (object, stop) => fetchWhole(session, object, stop), signal),
    localPath: () => undefined,
    // Each read asks for the version that was listed.
    confirm: async () => undefined,
    close: () => session.client.destroy(),
  };
}
