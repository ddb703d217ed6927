import type { ObjectStore } from '../core/object-store.ts';
import type { SourceLocation } from './location.ts';
import type { S3Options } from './s3-client.ts';

/**
 * Opens a source; the SDK is loaded only for `s3://`. Close the store when done, or its sockets keep the process alive.
 * Add a kind of source here and in `parseLocation`.
 */
export async function openStore(location: SourceLocation, options: S3Options): Promise<ObjectStore> {
  switch (location.kind) {
    case 'folder':
      return (await import('./directory.ts')).openDirectory(location.path);
    case 's3':
      return (await import('./s3.ts')).openS3(location, options);
  }
}
