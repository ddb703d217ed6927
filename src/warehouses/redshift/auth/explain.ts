import { areCredentialsMissing, credentialProblem } from '../../../aws/credentials.ts';
import { type AwsFailure, isPassing, isUnreachable, serverOf } from '../../../aws/failure.ts';
import { EtlError, type EtlErrorOptions, messageOf } from '../../../core/errors.ts';

/** What was asked of AWS on the way to a login. */
export interface AwsRequest {
  readonly service: 'Redshift' | 'Redshift Serverless' | 'Secrets Manager';
  /** The permission it takes, and on what. */
  readonly action: string;
  readonly resource: string;
  /** What it is about, for messages: `the cluster sparkify`. */
  readonly subject: string;
  /** The setting that names it. */
  readonly setting: string;
  /** What is asked for. Default: a login. */
  readonly purpose?: 'log in to' | 'look at';
}

/** Says what a failed request to AWS means and what to do about it. An `EtlError` stays what it is. */
export function explainAwsError(error: unknown, request: AwsRequest, region: string): EtlError {
  if (error instanceof EtlError) return error;
  const failure = (error ?? {}) as AwsFailure;
  if (isUnreachable(failure)) return unreachable(failure, request);
  return (
    byCredentials(failure, request) ??
    byName(failure, request, region) ??
    (isPassing(failure) ? busy(failure, request) : unexplained(failure, request))
  );
}

/** Without AWS's words and without the error itself: an answer about a wrong signature repeats the session token. */
function byCredentials(failure: AwsFailure, request: AwsRequest): EtlError | undefined {
  const { service, subject, purpose = 'log in to' } = request;
  if (areCredentialsMissing(failure)) {
    return new EtlError('usage', `no AWS credentials to ${purpose} ${subject} with`, {
      hint: 'set AWS_PROFILE (aws sso login, if it has expired) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    });
  }
  const found = credentialProblem(failure, service);
  return found && new EtlError('usage', `${found.problem}: ${lossOf(request)}`, { hint: found.hint });
}

function lossOf({ subject, purpose }: AwsRequest): string {
  return purpose === 'look at' ? `${subject} cannot be looked at` : `no login to ${subject}`;
}

function byName(failure: AwsFailure, request: AwsRequest, region: string): EtlError | undefined {
  const { subject, setting } = request;
  switch (failure.name) {
    case 'ClusterNotFound':
    case 'ClusterNotFoundFault':
    case 'ResourceNotFoundException':
      return explained('usage', failure, request, {
        message: `${subject} does not exist in the region ${region}`,
        hint: `check ${setting}, AWS_REGION and the AWS account`,
      });
    case 'InvalidRequestException':
      return explained('usage', failure, request, {
        message: `${subject} cannot be read`,
        hint: `check ${setting}: it may be marked for deletion`,
      });
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'UnauthorizedOperation':
    case 'DecryptionFailure':
      return denied(failure, request);
    default:
      return failure.$metadata?.httpStatusCode === 403 ? denied(failure, request) : undefined;
  }
}

/** AWS's words name the action and the resource exactly, where it tells them: a key that protects a secret, for instance. */
function denied(failure: AwsFailure, request: AwsRequest): EtlError {
  const words = messageOf(failure);
  const isKey = failure.name === 'DecryptionFailure' || /access to kms/i.test(words);
  const action = /to perform: ([\w-]+:\w+)/.exec(words)?.[1] ?? (isKey ? 'kms:Decrypt' : request.action);
  const known = isKey ? `the key of ${request.subject}` : request.resource;
  const resource = /on resource: (arn:[^\s"']+)/.exec(words)?.[1] ?? known;
  return explained('warehouse', failure, request, {
    message: `no permission for ${action} on ${request.subject}`,
    hint: `allow ${action} on ${resource} in a policy of whoever runs this: docs/redshift.md`,
  });
}

function unreachable(failure: AwsFailure, { service, subject, purpose = 'log in to' }: AwsRequest): EtlError {
  const server = serverOf(failure) ?? service;
  return new EtlError('warehouse', `cannot reach ${server} to ${purpose} ${subject} (${failure.code})`, {
    hint: `check the network and AWS_REGION; a subnet without internet needs a VPC endpoint of ${service}`,
    cause: failure,
    // A resolver that is away says EAI_AGAIN: a name that does not exist is a mistyped region.
    isTransient: failure.code !== 'ENOTFOUND',
  });
}

function busy(failure: AwsFailure, request: AwsRequest): EtlError {
  const { service, subject, purpose } = request;
  return explained('warehouse', failure, request, {
    message: `${service} ${purpose === 'look at' ? 'told nothing of' : 'gave no login to'} ${subject} after several tries`,
    hint: 'the service or the network is busy: run again later',
    isTransient: true,
  });
}

function unexplained(failure: AwsFailure, request: AwsRequest): EtlError {
  return explained('warehouse', failure, request, { message: `${request.action} failed for ${request.subject}` });
}

/**
 * With the evidence, if it is an answer of AWS or an error of the network: any other error may quote the answer that it could
 * not read, and with it a password.
 */
function explained(
  kind: 'usage' | 'warehouse',
  failure: AwsFailure,
  { service }: AwsRequest,
  { message, ...options }: EtlErrorOptions & { readonly message: string },
): EtlError {
  const { name, code, $fault, $metadata } = failure;
  if ($fault === undefined && code === undefined)
    return new EtlError(kind, message, { ...options, details: [`${name}`] });
  const status = $metadata?.httpStatusCode === undefined ? '' : `${$metadata.httpStatusCode} `;
  const evidence = `${service} answered ${status}${name}: ${messageOf(failure)}`;
  return new EtlError(kind, message, { ...options, details: [$fault === undefined ? messageOf(failure) : evidence] });
}
