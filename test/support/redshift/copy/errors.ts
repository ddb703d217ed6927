import { RedshiftError } from '../error.ts';
import type { CopyContext } from './types.ts';

const SOURCES = '/home/ec2-user/padb/src';
const RULE = '-----------------------------------------------';

/** Where in the server an error came about, and on what. */
export interface Circumstances {
  readonly context: string;
  readonly location: string;
  /** Default: 8001. */
  readonly code?: number;
}

/** An error of the compute side: the message, and once more in the block of its detail. */
export function padbError(context: CopyContext, message: string, circumstances: Circumstances): RedshiftError {
  const { code = 8001, location } = circumstances;
  const lines = [
    RULE,
    `error:  ${message}`,
    `code:      ${code}`,
    `context:   ${circumstances.context}`,
    `query:     ${context.queryId}`,
    `location:  ${location}`,
    `process:   padbmaster [pid=${context.pid}]`,
    RULE,
  ];
  const detail = ['', ...lines].map((line) => `  ${line}\n`).join('');
  const file = `${SOURCES}/sys/xen_execute.cpp`;
  return new RedshiftError(message, { detail, routine: 'pg_throw', file, line: '9797' });
}

/** An error of the leader, before anything is loaded. */
export function copyError(message: string, code = 'XX000'): RedshiftError {
  const file = `${SOURCES}/pg/src/backend/commands/commands_copy.c`;
  return new RedshiftError(message, { code, routine: 'DoCopy', file, line: '2426' });
}

/** A combination of options that COPY refuses. */
export function notTogether(message: string): RedshiftError {
  return copyError(message, '0A000');
}

/** What real Redshift does and this stand-in does not: said plainly, so that nobody takes it for an error of his own. */
export function notImitated(what: string): RedshiftError {
  return copyError(`the stand-in for Redshift does not imitate ${what}, which is valid on Redshift`, '0A000');
}

/** Bad data. @see https://docs.aws.amazon.com/redshift/latest/dg/tutorial-loading-run-copy.html */
export function loadFailed(table: string, { serverless }: CopyContext): RedshiftError {
  return copyError(`Load into table '${table}' failed.${checkErrors(serverless)}`);
}

/** Ends a message on errors in the data; two spaces on a provisioned cluster, one on Serverless. */
export function checkErrors(serverless: boolean): string {
  return serverless
    ? " Check 'sys_load_error_detail' system table for details."
    : "  Check 'stl_load_errors' system table for details.";
}
