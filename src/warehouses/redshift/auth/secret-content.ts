import { EtlError } from '../../../core/errors.ts';
import { Secret } from '../../../core/secret.ts';

/** What a secret of Secrets Manager says of a database. */
export interface SecretContent {
  readonly user: string;
  readonly password: Secret;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
  /** Identifier of a provisioned cluster, which tells the rest. */
  readonly cluster: string | undefined;
}

const FORM =
  'it must hold JSON: {"username": "…", "password": "…"}, and may hold host, port, dbname, dbClusterIdentifier';

/**
 * Reads the JSON that Redshift and the console of Secrets Manager store.
 * @param subject the secret, for messages. Nothing of its content gets into one, nor the parser's own message, which would quote it.
 * @throws EtlError of kind `usage` if user or password are missing.
 */
export function parseSecret(text: string | undefined, subject: string): SecretContent {
  const fields = fieldsOf(text);
  if (fields === undefined) throw new EtlError('usage', `${subject} is not a JSON object`, { hint: FORM });
  const textOf = (...names: readonly string[]) =>
    names.map((name) => fields[name]).find((value) => typeof value === 'string' && value !== '') as string | undefined;
  const user = textOf('username', 'user');
  const password = textOf('password');
  if (user === undefined || password === undefined) {
    throw new EtlError('usage', `${subject} holds no ${user === undefined ? 'username' : 'password'}`, { hint: FORM });
  }
  return {
    user,
    password: new Secret(password),
    host: textOf('host'),
    port: portOf(fields.port, subject),
    database: textOf('dbname', 'dbName', 'database'),
    cluster: textOf('dbClusterIdentifier'),
  };
}

function fieldsOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The console stores a text, Redshift a number. */
function portOf(value: unknown, subject: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new EtlError('usage', `the port in ${subject} is no port number`, { hint: FORM });
}
