import type { S3ServiceException } from '@aws-sdk/client-s3';
import type { RedshiftError } from '../error.ts';
import { padbError } from './errors.ts';
import type { CopyContext } from './types.ts';

/** What S3 says for a code, in the words that Redshift passes on. */
const MESSAGES: Readonly<Record<string, string>> = {
  NoSuchKey: 'The specified key does not exist.',
  NotFound: 'The specified key does not exist.',
  NoSuchBucket: 'The specified bucket does not exist',
  AccessDenied: 'Access Denied',
  InvalidAccessKeyId: 'The AWS Access Key Id you provided does not exist in our records.',
  SignatureDoesNotMatch:
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  PermanentRedirect:
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
    'Please send all future requests to this endpoint.',
};

/** An answer of S3 that is an error. */
export interface S3Failure {
  readonly status: number;
  readonly code: string;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** What was being read, and by which part of the server. */
export interface S3Work {
  readonly context: string;
  readonly location: string;
}

export const listing = (bucket: string, prefix: string): S3Work => ({
  context: `Listing bucket=${bucket} prefix=${prefix}`,
  location: 's3_utility.cpp:568',
});

export const reading = (bucket: string, key: string): S3Work => ({
  context: `S3 key being read : s3://${bucket}/${key}`,
  location: 'table_s3_scanner.cpp:356',
});

/** The line in which Redshift passes an error of S3 on. */
export function describeFailure({ status, code, message, requestId = 'STANDIN' }: S3Failure): string {
  const text = MESSAGES[code] ?? message ?? code;
  const name = code === 'NotFound' ? 'NoSuchKey' : code;
  return `S3ServiceException:${text},Status ${status},Error ${name},Rid ${requestId},ExtRid ${requestId},CanRetry 1`;
}

export function s3Error(context: CopyContext, failure: S3Failure, work: S3Work): RedshiftError {
  return padbError(context, describeFailure(failure), work);
}

/** Undefined for an error that is no answer of S3, such as a broken connection. */
export function failureOf(error: unknown): S3Failure | undefined {
  const { $metadata, name, message } = (error ?? {}) as Partial<S3ServiceException>;
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status < 300 || name === undefined) return undefined;
  const code = status === 301 ? 'PermanentRedirect' : name;
  return { status, code, message, requestId: $metadata?.requestId };
}

/** Whatever went wrong on the way to S3 or back. */
export function s3Trouble(context: CopyContext, error: unknown, work: S3Work): RedshiftError {
  const failure = failureOf(error);
  if (failure !== undefined) return s3Error(context, failure, work);
  const reason = error instanceof Error ? error.message : String(error);
  return padbError(
    context,
    `S3CurlException: ${reason}, CurlError 18, multiCurlError 0, CanRetry 1, UserError 0`,
    work,
  );
}
