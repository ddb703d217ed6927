import { RedshiftError, syntaxError } from '../error.ts';
import { quote } from '../rewrite/statement.ts';
import type { Token } from '../rewrite/tokens.ts';
import { unknownParameter } from '../wire/parameters.ts';
import type { Request, Result, Session } from './session.ts';

/** Parameters that PostgreSQL knows as well. */
const SHARED = new Set([
  ...['statement_timeout', 'search_path', 'timezone', 'datestyle', 'client_encoding', 'application_name'],
  ...['extra_float_digits', 'client_min_messages', 'seed', 'session_authorization'],
]);
/** Parameters of Redshift that the stand-in takes and does nothing about, with their defaults. */
const OWN: Readonly<Record<string, string>> = {
  analyze_threshold_percent: '10',
  autocommit: 'on',
  describe_field_name_in_uppercase: 'off',
  enable_case_sensitive_identifier: 'off',
  enable_result_cache_for_session: 'on',
  enable_vacuum_boost: 'off',
  error_on_nondeterministic_update: 'off',
  json_parse_truncate_strings: 'off',
  max_concurrency_scaling_clusters: '1',
  mv_enable_aqmv_for_session: 'on',
  query_group: 'unset',
  server_version: '8.0.2',
  wlm_query_slot_count: '1',
};
const HIDDEN_PATH = ', redshift, pg_catalog';

/** `SET [SESSION | LOCAL] parameter {TO | =} value` */
export async function runSet({ statement }: Request, session: Session): Promise<Result> {
  const { tokens } = statement;
  const scope = ['session', 'local'].includes(tokens[1]?.name ?? '') && tokens[2]?.name !== 'to' ? tokens[1]?.name : '';
  const at = scope === '' ? 1 : 2;
  const name = parameterName(tokens, at);
  if (Object.hasOwn(OWN, name)) return { tag: 'SET' };
  if (!SHARED.has(name)) throw unknownParameter(name, 'ERROR');
  const isZone = tokens[at]?.name === 'time';
  const values = tokens.slice(at + 2);
  if (values.length === 0) throw syntaxError('');
  refuseDigits(name, values);
  await session.transaction.enter();
  const value =
    name === 'search_path' ? `${values.map(asSchema).join('')}${HIDDEN_PATH}` : textOf(statement.sql, values);
  await session.backend.run(`set ${scope ?? ''} ${isZone ? `timezone to` : `${quote(name)} to`} ${value}`);
  return { tag: 'SET' };
}

/** `SET TIME ZONE x` and `SET timezone TO x` are the same. */
function parameterName(tokens: readonly Token[], at: number): string {
  if (tokens[at]?.name === 'time' && tokens[at + 1]?.name === 'zone') return 'timezone';
  return tokens[at]?.name ?? '';
}

function textOf(sql: string, values: readonly Token[]): string {
  return sql.slice(values[0]?.start, values.at(-1)?.end);
}

/** Names fold, in quotes and out; `'a'` is a name here too. */
function asSchema(token: Token): string {
  if (token.text === ',') return ', ';
  return quote(token.kind === 'string' ? token.text.slice(1, -1).toLowerCase() : token.name);
}

function refuseDigits(name: string, values: readonly Token[]): void {
  if (name !== 'extra_float_digits' || Number(values[0]?.text.replaceAll("'", '')) <= 2) return;
  throw new RedshiftError(
    `${values[0]?.text} is outside the valid range for parameter "extra_float_digits" (-15 .. 2)`,
    {
      code: '22023',
    },
  );
}

export async function runReset({ statement }: Request, session: Session): Promise<Result> {
  const name = parameterName(statement.tokens, 1);
  if (Object.hasOwn(OWN, name)) return { tag: 'RESET' };
  if (!SHARED.has(name)) throw unknownParameter(name, 'ERROR');
  await session.transaction.enter();
  const isPath = name === 'search_path';
  await session.backend.run(isPath ? `set search_path to "$user", public${HIDDEN_PATH}` : `reset ${quote(name)}`);
  return { tag: 'RESET' };
}

export async function runShow({ statement }: Request, session: Session): Promise<Result> {
  const name = parameterName(statement.tokens, 1);
  if (!SHARED.has(name) && !Object.hasOwn(OWN, name)) throw unknownParameter(name, 'ERROR');
  await session.transaction.enter();
  const { fields, rows } = await session.backend.run(`show ${SHARED.has(name) ? quote(name) : 'server_version'}`);
  const value = OWN[name] ?? rows[0]?.[0]?.replace(HIDDEN_PATH, '') ?? '';
  return { tag: 'SHOW', fields: fields.map((field) => ({ ...field, name })), rows: [[value]] };
}
