import type { S3Client } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../core/errors.ts';
import { createS3Client, type S3Module, type S3Options } from './s3-client.ts';
import { explainS3Error, type S3Request } from './s3-errors.ts';
import { createRetry, type Retry } from './s3-retry.ts';

/** One folder of a bucket and how to reach it: what every request needs. */
export interface S3Session {
  readonly sdk: S3Module;
  readonly client: S3Client;
  readonly bucket: string;
  /** What all keys start with: empty for the whole bucket, else ending in `/`. */
  readonly root: string;
  readonly retry: Retry;
  /** Runs an action; its failure becomes an `EtlError` about `uri` or, after an abort, the signal's reason. */
  attempt<Result>(
    action: S3Request['action'],
    uri: string,
    signal: AbortSignal,
    run: () => Promise<Result>,
  ): Promise<Result>;
}

/** @throws EtlError of kind `usage` if no region is configured or the endpoint is not an http(s) URL. */
export async function createS3Session(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  options: S3Options,
): Promise<S3Session> {
  const { sdk, client } = await createS3Client(options);
  return {
    sdk,
    client,
    bucket,
    root: prefix === '' ? '' : `${prefix}/`,
    retry: createRetry(options.maxAttempts),
    async attempt(action, uri, signal, run) {
      try {
        return await run();
      } catch (error) {
        throwIfAborted(signal);
        throw explainS3Error(error, { action, bucket, uri, unsigned: options.unsigned === true });
      }
    },
  };
}
