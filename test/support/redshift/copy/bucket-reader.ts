import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { resolveCredentials } from './credentials.ts';
import { padbError } from './errors.ts';
import { listing, reading, type S3Work, s3Error, s3Trouble } from './s3-errors.ts';
import type { CopyStatement, S3Uri } from './statement.ts';
import type { CopyContext } from './types.ts';

/** Objects that are open at a time. */
export const OPEN_AHEAD = 12;
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

type Sdk = typeof import('@aws-sdk/client-s3');

/** S3 as the cluster sees it in one COPY: with the statement's credentials and Region. Errors are Redshift's. */
export class BucketReader {
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #context: CopyContext;
  readonly #region: string;
  /** The session's, for any number of requests at a time. */
  readonly #signal: AbortSignal;

  private constructor(sdk: Sdk, client: S3Client, context: CopyContext, region: string) {
    this.#sdk = sdk;
    this.#client = client;
    this.#context = context;
    this.#region = region;
    this.#signal = AbortSignal.any([context.signal]);
    setMaxListeners(0, this.#signal);
  }

  /** @throws RedshiftError for a role that is not attached, keys that S3 does not know */
  static async open(context: CopyContext, { authorization, options, source }: CopyStatement): Promise<BucketReader> {
    const credentials = resolveCredentials(context, authorization, listing(source.bucket, source.key));
    const region = options.region ?? context.region;
    const { endpoint } = context.s3;
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    const sdk = await import('@aws-sdk/client-s3');
    const agent = { keepAlive: true, maxSockets: OPEN_AHEAD + 4 };
    const client = new sdk.S3Client({
      credentials,
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      maxAttempts: 3,
      cacheMiddleware: true,
      requestHandler: { httpAgent: agent, httpsAgent: agent },
    });
    return new BucketReader(sdk, client, context, region);
  }

  /** All objects whose key starts with the URI's, in the order of S3. @throws RedshiftError if there are none */
  async *list({ bucket, key }: S3Uri): AsyncGenerator<S3Uri & { readonly size: number }> {
    const work = listing(bucket, key);
    let token: string | undefined;
    let found = 0;
    do {
      const input = { Bucket: bucket, Prefix: key, ContinuationToken: token };
      const page = await this.#send(bucket, work, (abort) =>
        this.#client.send(new this.#sdk.ListObjectsV2Command(input), abort),
      );
      for (const object of page.Contents ?? []) {
        found++;
        yield { bucket, key: object.Key ?? '', size: object.Size ?? 0 };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    if (found === 0) throw padbError(this.#context, `The specified S3 prefix '${key}' does not exist`, EMPTY_PREFIX);
  }

  /** Opens one object. @throws RedshiftError, with the S3 error as its cause */
  async get({ bucket, key }: S3Uri, work: S3Work = reading(bucket, key)): Promise<Readable> {
    const answer = await this.#send(bucket, work, (abort) =>
      this.#client.send(new this.#sdk.GetObjectCommand({ Bucket: bucket, Key: key }), abort),
    );
    return answer.Body as Readable;
  }

  /** The whole of a small object. */
  async text(uri: S3Uri): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of await this.get(uri)) {
      size += chunk.length;
      if (size > MAX_TEXT_BYTES)
        throw padbError(this.#context, `s3://${uri.bucket}/${uri.key} is too large`, EMPTY_PREFIX);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  }

  close(): void {
    this.#client.destroy();
  }

  async #send<T>(bucket: string, work: S3Work, send: (abort: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const context = this.#context;
    const home = context.s3.bucketRegions?.[bucket] ?? context.region;
    if (home !== this.#region) throw s3Error(context, { status: 301, code: 'PermanentRedirect' }, work);
    try {
      // The SDK listens once for each request under way; Node takes so many listeners on one signal for a leak.
      return await send({ abortSignal: AbortSignal.any([this.#signal]) });
    } catch (error) {
      context.signal.throwIfAborted();
      throw Object.assign(s3Trouble(context, error, work), { cause: error });
    }
  }
}

const EMPTY_PREFIX = { context: '', location: 's3_utility.cpp:568' };
