import type { RedshiftError } from '../error.ts';
import { padbError } from './errors.ts';
import { type S3Work, s3Error } from './s3-errors.ts';
import type { Authorization } from './statement.ts';
import type { CopyContext } from './types.ts';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * With what the cluster reads S3 for a statement.
 * @param work on what S3 would answer that it does not know the keys: the test server takes any
 * @throws RedshiftError for a role that is not attached, and keys that S3 does not know
 */
export function resolveCredentials(context: CopyContext, authorization: Authorization, work: S3Work): S3Credentials {
  if (authorization.kind === 'keys') return checkKeys(context, authorization, work);
  const role = authorization.kind === 'roles' ? authorization.chain[0] : context.roles.default;
  if (role === undefined) {
    const message = 'The default IAM Role is not set for the cluster';
    throw padbError(context, message, { context: '', location: 'xen_aws_credentials_mgr.cpp:321' });
  }
  if (!context.roles.attached.includes(role)) throw cannotAssume(context, role);
  const { accessKeyId, secretAccessKey, sessionToken } = context.s3;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function cannotAssume(context: CopyContext, role: string): RedshiftError {
  const account = role.split(':')[4];
  const user = `arn:aws:redshift:${context.region}:${account}:dbuser:stand-in/${context.user}`;
  return padbError(context, `User ${user} is not authorized to assume IAM Role ${role}`, {
    context: `IAM Role=${role}`,
    location: 'xen_aws_credentials_mgr.cpp:321',
  });
}

function checkKeys(
  context: CopyContext,
  { id, secret, token }: Authorization & { kind: 'keys' },
  work: S3Work,
): S3Credentials {
  const pair = (context.s3.copyKeys ?? [context.s3]).find(({ accessKeyId }) => accessKeyId === id);
  if (pair === undefined) throw s3Error(context, { status: 403, code: 'InvalidAccessKeyId' }, work);
  if (pair.secretAccessKey !== secret) {
    throw s3Error(context, { status: 403, code: 'SignatureDoesNotMatch' }, work);
  }
  return { accessKeyId: id, secretAccessKey: secret, ...(token === undefined ? {} : { sessionToken: token }) };
}
