import { areCredentialsMissing, credentialProblem } from '../aws/credentials.ts';
import { isUnreachable, serverOf } from '../aws/failure.ts';
import { EtlError, type EtlErrorOptions, messageOf } from '../core/errors.ts';
import { BrokenBodyError, type S3Failure } from './s3-retry.ts';

/** What was asked of S3, and the permission it takes. */
export interface S3Request {
  readonly action: 's3:ListBucket' | 's3:GetObject' | 's3:PutObject' | 's3:DeleteObject';
  readonly bucket: string;
  /** `s3://` URI of the object, or of the folder that is listed or emptied. */
  readonly uri: string;
  readonly unsigned: boolean;
}

/** Says what an error of the SDK means and what to do about it. An `EtlError` stays what it is. */
export function explainS3Error(error: unknown, request: S3Request): EtlError {
  if (error instanceof EtlError) return error;
  if (isUnreachable(error)) return unreachable(error as S3Failure, request);
  if (error instanceof BrokenBodyError) return interrupted(error, request);
  const failure = (error ?? {}) as S3Failure;
  return (
    byCredentials(failure, request) ??
    byName(failure, request) ??
    byStatus(failure, request) ??
    unexplained(error, request)
  );
}

function byCredentials(failure: S3Failure, request: S3Request): EtlError | undefined {
  if (areCredentialsMissing(failure)) return noCredentials(failure, request);
  const found = credentialProblem(failure, 'S3');
  return found && explained(failure, `${found.problem}: no access to ${request.uri}`, found.hint);
}

function byName(failure: S3Failure, request: S3Request): EtlError | undefined {
  const { uri, bucket } = request;
  switch (failure.name) {
    case 'NoSuchBucket':
      return explained(
        failure,
        `there is no bucket s3://${bucket}`,
        `check its name${isWrite(request) ? ' in WORK_URI (--work-uri)' : ''}; it may also have been deleted`,
      );
    case 'NoSuchKey':
      return explained(failure, `${uri} was listed but is gone now`, 'run again');
    case 'InvalidObjectState':
      return explained(failure, `${uri} is archived`, 'restore it from Glacier first');
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return wrongRegion(failure, request);
    case 'SlowDown':
    case 'TimeoutError':
      return interrupted(failure, request);
    default:
      return undefined;
  }
}

function byStatus(failure: S3Failure, request: S3Request): EtlError | undefined {
  switch (failure.$metadata?.httpStatusCode) {
    case 301:
    case 307:
      return wrongRegion(failure, request);
    case 403:
      return denied(failure, request);
    case 412:
      return explained(
        failure,
        `${request.uri} changed while it was being read`,
        'run again when nothing writes to it',
      );
    case 500:
    case 502:
    case 503:
    case 504:
      return interrupted(failure, request);
    default:
      return undefined;
  }
}

function denied(failure: S3Failure, request: S3Request): EtlError {
  return explained(failure, `no permission for ${request.action} on ${request.uri}`, permissionFor(request));
}

/** What to allow whom, for a hint. */
export function permissionFor(request: S3Request): string {
  const { bucket, unsigned } = request;
  if (isWrite(request)) return 'allow s3:PutObject and s3:DeleteObject on the objects below WORK_URI (--work-uri)';
  if (unsigned) return `s3://${bucket} is not public: unset S3_NO_SIGN_REQUEST and give credentials`;
  return 'allow s3:ListBucket on the bucket and s3:GetObject on its objects; if it is public, set S3_NO_SIGN_REQUEST=true';
}

function isWrite({ action }: S3Request): boolean {
  return action === 's3:PutObject' || action === 's3:DeleteObject';
}

const VERBS = {
  's3:ListBucket': 'read',
  's3:GetObject': 'read',
  's3:PutObject': 'write',
  's3:DeleteObject': 'remove',
} satisfies Record<S3Request['action'], string>;

function wrongRegion(failure: S3Failure, { bucket }: S3Request): EtlError {
  const region = failure.$response?.headers?.['x-amz-bucket-region'] ?? failure.Region;
  if (region === undefined) {
    return explained(failure, `s3://${bucket} is in another region`, "set AWS_REGION to the bucket's region");
  }
  return explained(failure, `s3://${bucket} is in the region ${region}`, `set AWS_REGION=${region}`);
}

/** The SDK's reason stays out: that of a `credential_process` repeats its command line, which may hold a secret. */
function noCredentials(failure: S3Failure, request: S3Request): EtlError {
  const publicToo = isWrite(request) ? '' : '; for a public bucket set S3_NO_SIGN_REQUEST=true';
  return new EtlError('source', `no AWS credentials to ${VERBS[request.action]} ${request.uri} with`, {
    hint: `set AWS_PROFILE (aws sso login, if it has expired) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY${publicToo}`,
    cause: failure,
  });
}

function unreachable(failure: S3Failure, { uri }: S3Request): EtlError {
  const server = serverOf(failure) ?? 'the S3 server';
  return new EtlError('source', `cannot reach ${server} for ${uri} (${failure.code})`, {
    hint: 'check the network, AWS_REGION, and AWS_ENDPOINT_URL_S3 if it is set',
    cause: failure,
  });
}

function interrupted(cause: unknown, { uri }: S3Request): EtlError {
  return new EtlError('source', `gave up on ${uri} after several tries`, {
    hint: 'the server or the network is busy: run again later',
    details: [messageOf(cause)],
    cause,
  });
}

function unexplained(error: unknown, { action, uri }: S3Request): EtlError {
  return new EtlError('source', `cannot ${VERBS[action]} ${uri}: ${messageOf(error)}`, { cause: error });
}

/** With S3's own words as evidence: they may name the policy or the user that is meant. */
function explained(failure: S3Failure, message: string, hint: string): EtlError {
  const status = failure.$metadata?.httpStatusCode;
  const answer = `S3 answered ${status === undefined ? '' : `${status} `}${failure.name}: ${messageOf(failure)}`;
  const options: EtlErrorOptions = { hint, details: [answer], cause: failure };
  return new EtlError('source', message, options);
}
