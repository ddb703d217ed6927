import { throwIfAborted } from '../core/errors.ts';
import { createS3Client, type S3Options } from './s3-client.ts';
import { explainS3Error, type S3Request } from './s3-errors.ts';
import { createRetry } from './s3-retry.ts';
import { untilAborted } from './until-aborted.ts';

/** What the first answer of a server tells beside what it was asked for, whether it refused or not. */
interface S3Answer {
  readonly status: number;
  /** How far this machine's clock is ahead of the server's, to a second; undefined where the server tells no time. */
  readonly aheadMs: number | undefined;
  /** Region of the bucket, where the server tells. */
  readonly bucketRegion: string | undefined;
}

/** One bucket, to find out how it is reached. */
export interface S3Probe {
  readonly region: string;
  /** The credentials that are found, in words, without any of them. Fails if there are none. */
  credentials(): Promise<string>;
  /** Asks for one key. Fails only if nobody answers. */
  ask(signal: AbortSignal): Promise<S3Answer>;
  close(): void;
}

/** @throws EtlError of kind `usage` if no region is configured or the endpoint is not an http(s) URL. */
export async function probeS3(bucket: string, options: S3Options): Promise<S3Probe> {
  const { sdk, client } = await createS3Client(options);
  const unsigned = options.unsigned === true;
  const request: S3Request = { action: 's3:ListBucket', bucket, uri: `s3://${bucket}/`, unsigned };
  let answer: S3Answer | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = Date.now();
      const result = await next(args);
      answer = readAnswer(result.response as RawAnswer, (sentAt + Date.now()) / 2);
      return result;
    },
    // Nearest to the network: what comes after may refuse the answer.
    { step: 'deserialize', priority: 'low' },
  );
  return {
    region: await client.config.region(),
    credentials: async () => {
      const found = await client.config.credentials().catch((error: unknown) => {
        throw explainS3Error(error, request);
      });
      return describeCredentials(found as FoundCredentials);
    },
    ask: async (signal) => {
      const command = new sdk.ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
      const send = async () => {
        await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
          if (answer === undefined) throw error;
        });
      };
      await untilAborted(signal, () => createRetry(ATTEMPTS)(send, signal)).catch((error: unknown) => {
        throwIfAborted(signal);
        throw explainS3Error(error, request);
      });
      return answer ?? { status: 0, aheadMs: undefined, bucketRegion: undefined };
    },
    close: () => client.destroy(),
  };
}

const ATTEMPTS = 3;

interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

function readAnswer({ statusCode, headers }: RawAnswer, now: number): S3Answer {
  const time = Date.parse(headers.date ?? '');
  return {
    status: statusCode,
    aheadMs: Number.isNaN(time) ? undefined : now - time,
    bucketRegion: headers['x-amz-bucket-region'],
  };
}

/** Credentials as the SDK hands them over; it notes which of its providers they came from. */
interface FoundCredentials {
  readonly $source?: Readonly<Record<string, string>>;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** From the SDK's list of its providers (AwsSdkCredentialsFeatures of @aws-sdk/types), the most telling first. */
const SOURCES: readonly (readonly [RegExp, string])[] = [
  [/SSO/, 'a session of AWS SSO (IAM Identity Center)'],
  [/WEB_ID/, 'a web identity (OIDC)'],
  [/STS_ASSUME_ROLE/, 'a role that a profile assumes'],
  [/IMDS/, 'the role of this machine'],
  [/HTTP/, 'the role of this container'],
  [/PROCESS/, 'the credential_process of a profile'],
  [/PROFILE/, 'a profile in ~/.aws'],
  [/ENV_VARS/, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
];

function describeCredentials({ $source = {}, sessionToken, expiration }: FoundCredentials): string {
  const names = Object.keys($source).join(' ');
  const source = SOURCES.find(([pattern]) => pattern.test(names))?.[1] ?? "the SDK's standard chain";
  const kind = sessionToken === undefined || sessionToken === '' ? '' : ', temporary';
  return `${source}${kind}${expiration === undefined ? '' : `, until ${expiration.toISOString()}`}`;
}
