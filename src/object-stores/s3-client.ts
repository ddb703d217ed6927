import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { quietSdk, SILENT_LOGGER } from '../aws/sdk.ts';
import { EtlError } from '../core/errors.ts';

/** How S3 is reached. What is absent is left to the SDK's own chain: environment, `~/.aws`, container, instance. */
export interface S3Options {
  /**
   * The environment that the SDK itself reads: `process.env`, and no copy of it. One variable is set in it, the SDK's
   * own switch against its warning about the version of Node.
   */
  readonly environment: Record<string, string | undefined>;
  /** Default: `AWS_REGION`, or the region of the profile in `~/.aws/config`. */
  readonly region?: string | undefined;
  /** URL of another server that speaks S3. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, else AWS. */
  readonly endpoint?: string | undefined;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. Default: unless the endpoint is that of AWS. */
  readonly forcePathStyle?: boolean | undefined;
  /** Send no signature and look for no credentials: for public buckets. */
  readonly unsigned?: boolean | undefined;
  /** Objects fetched at a time by `readMany`. Default: 64. */
  readonly concurrency?: number | undefined;
  /** Tries for each request or broken body. Default: 8, some 10 to 20 seconds in all. */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds without a byte after which a connection counts as broken. Default: 30,000. */
  readonly idleTimeoutMs?: number | undefined;
}

export const DEFAULT_CONCURRENCY = 64;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

export type S3Module = typeof import('@aws-sdk/client-s3');

/**
 * Loads the SDK (0.1 s, so only here) and creates a client.
 * @throws EtlError of kind `usage` if no region is configured or the endpoint is not an http(s) URL.
 */
export async function createS3Client(
  options: S3Options,
): Promise<{ readonly sdk: S3Module; readonly client: S3Client }> {
  if (options.endpoint !== undefined) checkEndpoint(options.endpoint);
  quietSdk(options.environment);
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client(configOf(options));
  await requireRegion(client);
  return { sdk, client };
}

/**
 * The region that S3 clients made with these options use: for others that must be told it.
 * @throws EtlError of kind `usage` if none is configured.
 */
export async function regionOf(options: S3Options): Promise<string> {
  const { client } = await createS3Client(options);
  client.destroy();
  return client.config.region();
}

function configOf(options: S3Options): S3ClientConfig {
  const { region, endpoint, concurrency = DEFAULT_CONCURRENCY, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  // A few sockets more than the pool uses, so that a listing or a stream beside it need not queue.
  const agent = { keepAlive: true, maxSockets: concurrency + 8 };
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: options.forcePathStyle ?? hasOwnEndpoint(options),
    ...(options.unsigned ? UNSIGNED : {}),
    // Retries are ours (s3-retry.ts): the SDK's do not cover bodies, and its waits cannot be interrupted.
    maxAttempts: 1,
    // A fifth off the time of a small GetObject: the middleware is put together once and not for every request.
    cacheMiddleware: true,
    logger: SILENT_LOGGER,
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs,
      logger: SILENT_LOGGER,
    },
  };
}

/** Few servers beside AWS answer to a host name for each bucket; all of them know the path style. */
function hasOwnEndpoint({ endpoint, environment }: S3Options): boolean {
  return Boolean(endpoint ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL);
}

/** The documented switch of other SDKs is missing in this one: github.com/aws/aws-sdk-js-v3/issues/2321 */
const UNSIGNED = {
  signer: { sign: async <Request>(request: Request) => request },
  // Without it the credential chain would be asked, and fail, for nothing.
  credentials: { accessKeyId: '', secretAccessKey: '' },
} satisfies S3ClientConfig;

async function requireRegion(client: S3Client): Promise<void> {
  try {
    await client.config.region();
  } catch (cause) {
    client.destroy();
    throw new EtlError('usage', 'no AWS region is configured', {
      hint: "set AWS_REGION to the bucket's region, for example AWS_REGION=us-west-2",
      cause,
    });
  }
}

function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (isHttp && url?.username === '' && url.password === '') return;
  throw new EtlError('usage', 'the S3 endpoint is not a plain http:// or https:// URL', {
    hint: 'write it without user and password, for example http://localhost:9000',
  });
}
