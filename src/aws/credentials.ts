import type { AwsFailure } from './failure.ts';

/** Why AWS does not know who asks, and what to do about it. */
export interface CredentialProblem {
  readonly problem: string;
  readonly hint: string;
}

const CHECK = 'check AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN';

/** True if no credentials were found at all. The SDK's reason repeats the command line of a `credential_process`: never show it. */
export function areCredentialsMissing({ name }: AwsFailure): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError';
}

/** Undefined where the credentials are not at fault. The names differ between the wire forms of the services. */
export function credentialProblem({ name }: AwsFailure, service: string): CredentialProblem | undefined {
  switch (name) {
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
      return { problem: 'the AWS session is over', hint: 'sign in again: aws sso login' };
    case 'InvalidAccessKeyId':
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
    case 'IncompleteSignature':
    case 'IncompleteSignatureException':
    case 'InvalidToken':
      return { problem: `${service} does not accept the AWS credentials`, hint: CHECK };
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return { problem: 'the clock of this machine is wrong', hint: 'set the clock' };
    default:
      return undefined;
  }
}
