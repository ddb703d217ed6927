import type { SqlCatalog, SqlParameters, Statement } from '../core/statement.ts';
import type { QueryRow } from '../core/warehouse.ts';
import { bind, parametersIn } from '../sql/bind.ts';
import { EVERY_DAY } from '../sql/every-day.ts';
import type { CheckDefinition, RowsDemand } from './definition.ts';
import { type PlainShape, plainShape } from './plain-shape.ts';

/** A check whose demand is that there are no offending rows. */
export type RowsCheck = CheckDefinition & { readonly demand: RowsDemand };

/** What checks are asked about. */
export interface CheckScope {
  /** Those chosen; none: every day. */
  readonly days: readonly string[];
  /** Values of settings that checks take, by parameter: `least_match_share`. */
  readonly settings: SqlParameters;
}

/** A statement that counts the offending rows of several checks. */
export interface CountStatement {
  readonly statement: Statement;
  readonly checks: readonly RowsCheck[];
  /** The counts, in the order of `checks`. */
  readonly read: (rows: readonly QueryRow[]) => readonly number[];
}

/**
 * The statements that count the offending rows of checks: one scan for all plain ones that look at the same rows of a table,
 * one more for all others that examine that table. Their number grows with that of the tables, not with that of the checks.
 */
export function planCounts(checks: readonly RowsCheck[], scope: CheckScope): readonly CountStatement[] {
  const scans = new Map<string, { check: RowsCheck; shape: PlainShape }[]>();
  const others = new Map<string, RowsCheck[]>();
  for (const check of checks) {
    const shape = plainShape(check.demand.text);
    if (shape === undefined) append(others, check.tables[0] ?? '', check);
    else append(scans, JSON.stringify([shape.table, shape.alias, shape.scope]), { check, shape });
  }
  return [
    ...[...scans.values()].map((group) => scanOf(group, scope)),
    ...[...others.values()].map((group) => unionOf(group, scope)),
  ];
}

/** Binds the parameters that a text takes, of those that checks can take. */
export function bindCheck(name: string, text: string, scope: CheckScope): Statement {
  const all: SqlParameters = { ...boundsOf(scope.days), ...scope.settings };
  const taken = [...parametersIn(text)].filter((parameter) => Object.hasOwn(all, parameter));
  const parameters = Object.fromEntries(taken.map((parameter) => [parameter, all[parameter] ?? null]));
  return { name, ...bind(name, text, parameters) };
}

/** True for a check that comes with the tool. */
export function isBuiltIn({ origin }: CheckDefinition): boolean {
  return origin.startsWith('src/sql/');
}

/** The name of a check's statement in messages: that of its file. */
export function statementName(check: CheckDefinition): string {
  return isBuiltIn(check) ? `check/${check.name}` : check.origin;
}

/** What tells how many rows a check examined: 0 matters most. */
export interface ExaminedStatement {
  readonly statement: Statement;
  /** The number for a check, undefined where there are some rows and nobody counted them. */
  readonly read: (rows: readonly QueryRow[], check: CheckDefinition) => number | undefined;
}

/** One statement that counts the rows that checks examine; undefined if none examines a table. */
export function planExamined(
  checks: readonly CheckDefinition[],
  sql: SqlCatalog,
  { days }: CheckScope,
): ExaminedStatement | undefined {
  const texts = new Map<string, string>();
  for (const check of checks) {
    const [table] = check.tables;
    if (table !== undefined) texts.set(examinedKey(check), examinedText(check, table, sql, days));
  }
  if (texts.size === 0) return undefined;
  const keys = [...texts.keys()];
  const parts = [...texts.values()].map(
    (text, n) => `select ${n} as number, examined from (\n${text}\n) examined_${n}`,
  );
  return {
    statement: { name: 'rows to examine', sql: parts.join('\nunion all\n'), values: [] },
    read: (rows, check) => {
      const row = rows.find(({ number }) => Number(number) === keys.indexOf(examinedKey(check)));
      const examined = row === undefined ? undefined : Number(row.examined);
      return isCounted(check) || examined === 0 ? examined : undefined;
    },
  };
}

/** Rows are counted where there are few, or where a share of them is asked for; elsewhere it counts whether there are any. */
function isCounted({ scope, warnIf, errorIf }: CheckDefinition): boolean {
  return scope === 'days' || warnIf?.unit === 'share' || errorIf?.unit === 'share';
}

function examinedKey(check: CheckDefinition): string {
  return `${check.tables[0]} ${check.scope} ${isCounted(check)}`;
}

function examinedText(check: CheckDefinition, table: string, sql: SqlCatalog, days: readonly string[]): string {
  const ofDays = `examine/${table}`;
  if (check.scope === 'days' && sql.names(ofDays).includes(ofDays)) return sql.statement(ofDays, boundsOf(days)).sql;
  if (isCounted(check)) return `select count(*) as examined from ${table}`;
  return `select count(*) as examined from (select 1 as there from ${table} limit 1) first_row`;
}

function boundsOf(days: readonly string[]): { readonly first_day: string; readonly last_day: string } {
  const sorted = [...days].sort();
  return { first_day: sorted[0] ?? EVERY_DAY.first_day, last_day: sorted.at(-1) ?? EVERY_DAY.last_day };
}

function scanOf(group: readonly { check: RowsCheck; shape: PlainShape }[], scope: CheckScope): CountStatement {
  const checks = group.map(({ check }) => check);
  const { table, alias, scope: condition } = (group[0] as (typeof group)[number]).shape;
  const counts = group.map(({ shape }, n) => `  count(case when ${shape.condition} then 1 end) as offending_${n}`);
  const from = alias === table ? table : `${table} ${alias}`;
  const where = condition === '' ? '' : `\nwhere ${condition}`;
  return {
    statement: bindCheck(groupName(checks), `select\n${counts.join(',\n')}\nfrom ${from}${where}`, scope),
    checks,
    read: ([row]) => checks.map((_, n) => Number(row?.[`offending_${n}`] ?? 0)),
  };
}

function unionOf(checks: readonly RowsCheck[], scope: CheckScope): CountStatement {
  const parts = checks.map(({ demand }, n) => {
    return `select ${n} as number, count(*) as offending from (\n${demand.text}\n) offending_rows_${n}`;
  });
  return {
    statement: bindCheck(groupName(checks), parts.join('\nunion all\n'), scope),
    checks,
    read: (rows) => {
      const counts = new Map(rows.map(({ number, offending }) => [Number(number), Number(offending)]));
      return checks.map((_, n) => counts.get(n) ?? 0);
    },
  };
}

function groupName(checks: readonly RowsCheck[]): string {
  const [first] = checks as readonly [RowsCheck];
  return checks.length === 1 ? statementName(first) : `${checks.length} checks of ${first.tables[0]}`;
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}
