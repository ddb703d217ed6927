import { EtlError } from '../../../core/errors.ts';
import type { ErrorRule } from '../../pg/error-rule.ts';
import type { Product, ServerError } from '../../pg/types.ts';
import { explainCopyError } from './copy-errors.ts';

const PASSWORD = 'check user and password: WAREHOUSE_URL, WAREHOUSE_PASSWORD, or ~/.pgpass';

/** Nobody has the pg_hba.conf of a cluster, whatever its words. */
const LOGIN_RULES: readonly ErrorRule[] = [
  {
    code: /^28/,
    text: /no encryption|SSL off/,
    kind: 'usage',
    hint: `the server may want TLS: ?sslmode=verify-full in WAREHOUSE_URL; or ${PASSWORD}`,
  },
  { code: /^28/, kind: 'usage', hint: PASSWORD },
];

/** What is particular to Redshift's errors. */
export const REDSHIFT: Product = {
  dialect: 'redshift',
  name: 'Redshift',
  rules: LOGIN_RULES,
  explain: (error, where) =>
    explainLoadFailure(error, where) ?? explainConflict(error, where) ?? explainCopyError(error, where),
};

const LOAD_FAILED = /^Load into table '.*' failed\./;

/** True if a COPY was refused for the data it read: the system views tell which. */
export function isLoadFailure(error: unknown): error is EtlError {
  return error instanceof EtlError && error.cause instanceof Error && LOAD_FAILED.test(error.cause.message);
}

function explainLoadFailure(error: ServerError, where: string): EtlError | undefined {
  if (!LOAD_FAILED.test(error.message)) return undefined;
  return new EtlError('badData', `Redshift refused records (${where}); nothing was loaded`, {
    details: [`Redshift: ${error.message}`],
    cause: error,
  });
}

/**
 * Messages of transactions that stood in each other's way. The first comes as the bare message `1023`: that of a cluster
 * that is SERIALIZABLE. @see https://github.com/aws/aws-sdk-pandas/issues/665
 */
const CONFLICT =
  /^1023$|Serializable isolation violation|conflict with concurrent transaction|could not open relation with OID/;

function explainConflict(error: ServerError, where: string): EtlError | undefined {
  if (!CONFLICT.test(error.message) && !CONFLICT.test(error.detail ?? '')) return undefined;
  const said = error.message === '1023' ? (error.detail ?? error.message) : error.message;
  return new EtlError('warehouse', `another transaction stood in the way (${where}): ${said}`, {
    hint: 'run again when nobody else changes these tables',
    isTransient: true,
    cause: error,
  });
}
