import { RedshiftError } from '../error.ts';
import { type QualifiedName, readName } from './statement.ts';
import type { Token } from './tokens.ts';

/** Run on the leader node only: fine by themselves and on catalogs, refused where user tables are read. */
const LEADER_CALLS = new Set([
  ...['now', 'age', 'current_schema', 'current_schemas', 'generate_series', 'version', 'has_table_privilege'],
  ...['has_schema_privilege', 'has_database_privilege', 'transaction_timestamp'],
]);
const LEADER_WORDS = new Set(['current_timestamp', 'current_time', 'localtimestamp', 'localtime']);
const SYSTEM_TABLE = /^(pg_|stv_|stl_|svv_|svl_|svcs_|sys_)/;
/** Calls with a FROM between their arguments. */
const WITH_FROM = new Set(['extract', 'trim', 'substring', 'overlay']);
const BEFORE_TABLE = new Set(['from', 'join', 'into', 'update', 'using']);

/** @throws RedshiftError where a function of the leader node meets a user table */
export function refuseLeaderFunctions(tokens: readonly Token[]): void {
  const used = tokens.find((_, at) => isLeaderFunction(tokens, at));
  if (used === undefined || ![...tablesRead(tokens)].some(isUserTable)) return;
  throw new RedshiftError('Specified types or functions (one per INFO message) not supported on Redshift tables.', {
    code: '0A000',
    hint: `Function "${used.name}()" runs on the leader node only; getdate() runs everywhere.`,
  });
}

function isLeaderFunction(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || tokens[at - 1]?.text === '.') return false;
  return LEADER_WORDS.has(token.name) || (LEADER_CALLS.has(token.name) && tokens[at + 1]?.text === '(');
}

function* tablesRead(tokens: readonly Token[]): Generator<QualifiedName> {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word' || !BEFORE_TABLE.has(token.name)) continue;
    const read = readName(tokens, at + 1);
    // `from generate_series(…)` reads no table.
    if (read !== undefined && tokens[read.next]?.text !== '(' && !isArgument(tokens, at)) yield read.name;
  }
}

/** Whether the FROM at `at` belongs to a call, as in `extract(hour from now())`. */
function isArgument(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let back = at - 1; back >= 0; back--) {
    const text = tokens[back]?.text;
    if (text === ')') depth++;
    if (text === '(' && depth-- === 0) return WITH_FROM.has(tokens[back - 1]?.name ?? '');
  }
  return false;
}

function isUserTable({ schema, table }: QualifiedName): boolean {
  if (schema === 'pg_catalog' || schema === 'information_schema') return false;
  return !SYSTEM_TABLE.test(table);
}
