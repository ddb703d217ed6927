import { RedshiftError } from '../error.ts';

/** What the translation must know of the session. */
export interface Circumstances {
  readonly isolation: 'snapshot' | 'serializable';
  readonly pid: number;
  readonly queryId: number;
  readonly transactionId: number;
  /** INSERT … VALUES: what it says is checked by the leader node. */
  readonly isLeaderInsert: boolean;
}

/** The fields of pg's DatabaseError that are passed on. */
interface PostgresError extends Error {
  readonly severity?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

type Translation = (error: PostgresError, circumstances: Circumstances) => RedshiftError | undefined;

const BY_CODE: Readonly<Record<string, Translation>> = {
  '40001': conflict,
  '23502': ({ column }, { queryId, pid }) =>
    padb(`Cannot insert a NULL value into column ${column}`, 8007, queryId, pid),
  '23514': tooLong,
  '22001': tooLong,
  '57014': (_, { queryId }) => new RedshiftError(`Query (${queryId}) cancelled on user's request`, { code: '57014' }),
  '42501': ({ message }) => new RedshiftError(message.replace(/for (table|view) /, 'for relation '), { code: '42501' }),
  '21000': ({ message }, { queryId, pid }) =>
    message.startsWith('MERGE')
      ? padb('Found multiple matches to update the same tuple.', 8001, queryId, pid)
      : undefined,
  '428C9': () => new RedshiftError('cannot set an identity column to a value', { code: '0A000' }),
  '22012': (_, { queryId, pid }) => padb('Divide by zero', 1002, queryId, pid),
};

/** Says in Redshift's words what PostgreSQL or the stand-in threw. */
export function translateError(thrown: unknown, circumstances: Circumstances): RedshiftError {
  if (thrown instanceof RedshiftError) return thrown;
  if (!(thrown instanceof Error)) return new RedshiftError(String(thrown));
  const error = thrown as PostgresError;
  const translated = BY_CODE[error.code ?? '']?.(error, circumstances);
  if (translated !== undefined) return translated;
  const { code = 'XX000', detail, hint, schema, table, column } = error;
  const severity = error.severity === 'FATAL' ? 'FATAL' : 'ERROR';
  return new RedshiftError(error.message, { severity, code, detail, hint, schema, table, column });
}

/**
 * @see https://github.com/aws/aws-sdk-pandas/issues/665 for SERIALIZABLE: the message is a bare number
 * @see https://github.com/aws/amazon-redshift-jdbc-driver/issues/147 for SNAPSHOT
 */
function conflict(_: PostgresError, { isolation, pid, transactionId }: Circumstances): RedshiftError {
  return isolation === 'serializable' ? serializationViolation(transactionId, pid) : snapshotConflict();
}

export function serializationViolation(transactionId: number, pid: number): RedshiftError {
  const cycle = `${transactionId}, ${transactionId - 1} (pid:${pid})`;
  return new RedshiftError('1023', {
    ...{
      code: 'XX000',
      detail: `Serializable isolation violation on table - 119371, transactions forming the cycle are: ${cycle}`,
    },
    ...{ file: '/home/ec2-user/padb/src/sys/xen_execute.cpp', line: '9797', routine: 'pg_throw' },
  });
}

export function snapshotConflict(): RedshiftError {
  return new RedshiftError('could not complete because of conflict with concurrent transaction', { code: 'XX000' });
}

/**
 * Literals are checked by the leader node, rows by the compute nodes, with other words and code.
 * @see https://github.com/awslabs/amazon-redshift-utils/issues/716
 */
function tooLong(error: PostgresError, circumstances: Circumstances): RedshiftError | undefined {
  const bytes = /^bytes_(\d+)_/.exec(error.constraint ?? '')?.[1] ?? /\((\d+)\)$/.exec(error.message)?.[1];
  if (bytes === undefined) return undefined;
  if (circumstances.isLeaderInsert) {
    return new RedshiftError(`value too long for type character varying(${bytes})`, { code: '22001' });
  }
  const context = `Value too long for type character varying(${bytes})`;
  return padb('Value too long for character type', 8001, circumstances.queryId, circumstances.pid, context);
}

/** An error of the compute nodes: its detail is a block of lines. */
function padb(message: string, code: number, queryId: number, pid: number, context = ''): RedshiftError {
  const rule = '-----------------------------------------------';
  const lines = [
    ...[rule, `error:  ${message}`, `code:      ${code}`, `context:   ${context}`, `query:     ${queryId}`],
    ...['location:  query_execute.cpp:213', `process:   query0_113_${queryId} [pid=${pid}]`, rule],
  ];
  const detail = `\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return new RedshiftError(message, { detail, file: '../src/sys/xen_execute.cpp', line: '12414', routine: 'pg_throw' });
}
