import type { Clauses } from './clauses.ts';
import { copyError, notTogether } from './errors.ts';
import type { Authorization } from './statement.ts';

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const CREDENTIALS_FORMAT =
  "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or " +
  "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'";

/**
 * Finds who the cluster is to be for S3: one way of saying so, and only one.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-authorization.html
 */
export function readAuthorization(clauses: Clauses): Authorization {
  const role = clauses.get('iam_role');
  const credentials = clauses.get('credentials');
  const keys = ['access_key_id', 'secret_access_key', 'session_token'].map((name) => clauses.get(name)?.toString());
  const hasKeys = keys.some((key) => key !== undefined);
  const ways = [role !== undefined, credentials !== undefined, hasKeys].filter(Boolean).length;
  if (ways === 0) throw copyError('CREDENTIALS argument is required but not supplied');
  if (ways > 1) throw notTogether('only one of IAM_ROLE, ACCESS_KEY_ID and CREDENTIALS can be specified');
  if (role !== undefined) return role === true ? { kind: 'default-role' } : rolesOf(String(role));
  if (credentials !== undefined) return parseCredentials(String(credentials));
  return keysOf(keys);
}

function keysOf([id, secret, token]: readonly (string | undefined)[]): Authorization {
  if (!id || !secret) throw copyError('ACCESS_KEY_ID and SECRET_ACCESS_KEY must both be specified');
  return { kind: 'keys', id, secret, token };
}

/** Comma between roles that are chained, and nothing else: a space makes the list invalid. */
function rolesOf(text: string): Authorization {
  const chain = text.split(/,(?=arn:|\s|$)/);
  if (!chain.every((role) => ROLE.test(role))) throw copyError(`Invalid IAM role ARN: ${text}`);
  return { kind: 'roles', chain };
}

/** `name=value;name=value`, names in lower case, no spaces. */
function parseCredentials(text: string): Authorization {
  const pairs = new Map(text.split(';').map((pair) => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=?/, '')]));
  const names = [...pairs.keys()].join(' ');
  if (/\s/.test(text)) throw copyError(CREDENTIALS_FORMAT);
  if (names === 'aws_iam_role') return rolesOf(pairs.get('aws_iam_role') ?? '');
  if (!/^aws_access_key_id aws_secret_access_key( token)?$/.test(names)) throw copyError(CREDENTIALS_FORMAT);
  return keysOf([pairs.get('aws_access_key_id'), pairs.get('aws_secret_access_key'), pairs.get('token')]);
}
