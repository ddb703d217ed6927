import { EtlError } from '../core/errors.ts';
import type { SourceLocation } from './location.ts';
import type { S3Options } from './s3-client.ts';
import type { OpenWorkArea } from './s3-work.ts';

/**
 * Opens a place to write to; the SDK is loaded only now. Close it when done.
 * @throws EtlError of kind `usage` for a local folder: a warehouse elsewhere could not read it.
 */
export async function openWork(location: SourceLocation, options: S3Options): Promise<OpenWorkArea> {
  switch (location.kind) {
    case 's3':
      return (await import('./s3-work.ts')).openS3Work(location, options);
    case 'folder':
      throw new EtlError('usage', `WORK_URI is a local folder, ${location.text}, which the warehouse cannot read`, {
        hint: 'write s3://bucket/prefix of a bucket that you may write to',
      });
  }
}
