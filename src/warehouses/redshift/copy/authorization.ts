import { EtlError } from '../../../core/errors.ts';
import { type CopyAccess, ROLE_ARN } from '../../target.ts';
import { literal } from './literal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const KEY = /^[A-Za-z0-9/+=_-]+$/;

/**
 * The clause that says how COPY may read S3.
 * @throws EtlError 'usage' if nothing is configured, or what is configured is no role or no keys; keys are never repeated
 */
export function authorizationClause(access: CopyAccess | undefined, environment: Environment): string {
  if (access === undefined) {
    throw new EtlError('usage', 'Redshift has no leave to read S3: no role for COPY is configured', {
      hint: 'set IAM_ROLE=default for the default role of the cluster or workgroup, or IAM_ROLE=arn:aws:iam::123456789012:role/name',
    });
  }
  return access.kind === 'role' ? roleClause(access.role) : keysClause(environment);
}

function roleClause(role: string): string {
  if (role === 'default') return 'iam_role default';
  const wrong = role.split(',').find((arn) => !ROLE_ARN.test(arn));
  if (wrong === undefined) return `iam_role '${role}'`;
  throw new EtlError('usage', `${JSON.stringify(wrong)} is not the ARN of a role that COPY could use`, {
    hint: 'write IAM_ROLE=default, or arn:aws:iam::123456789012:role/name; several, each assumed by the one before, with commas and no blanks',
  });
}

function keysClause(environment: Environment): string {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
  if (!id || !secret) {
    throw new EtlError('usage', 'COPY is to read S3 with access keys, but the environment has none', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or better IAM_ROLE',
    });
  }
  const clauses = [
    `access_key_id ${keyLiteral(id, 'AWS_ACCESS_KEY_ID')}`,
    `secret_access_key ${keyLiteral(secret, 'AWS_SECRET_ACCESS_KEY')}`,
    ...(token ? [`session_token ${keyLiteral(token, 'AWS_SESSION_TOKEN')}`] : []),
  ];
  return clauses.join(' ');
}

function keyLiteral(text: string, variable: string): string {
  if (KEY.test(text)) return literal(text, variable);
  throw new EtlError('usage', `${variable} holds characters that no key of AWS has`);
}
