import { inBatches } from './core/batches.ts';
import { timestampOf } from './core/day.ts';
import type { CheckResult } from './core/event.ts';
import type { SqlCatalog, SqlParameters, SqlValue, Statement } from './core/statement.ts';
import { counted } from './reporters/format.ts';

/** The run that checks were part of. */
export interface CheckedRun {
  /** Its id. */
  readonly run: string;
  readonly command: string;
  /** The chosen days; none: every day. */
  readonly days: readonly string[];
  /** When the checks were done. */
  readonly now: Date;
  /** How many days offending rows are kept. */
  readonly keepDays: number;
}

const MS_PER_DAY = 86_400_000;

const LONGEST_VALUE = 500;
/** Bytes of UTF-8 are what Redshift counts: a third of the column's width is safe. */
const LONGEST_FINDING = 1300;

/** Far below what engines bind at once: fourteen values a row. */
const ROWS_PER_STATEMENT = 500;

/**
 * The statements that append how checks came out to etl_check_results and some of the rows they found to
 * etl_check_failures, and delete rows that are too old.
 */
export function checkStatements(
  sql: SqlCatalog,
  run: CheckedRun,
  results: readonly CheckResult[],
): readonly Statement[] {
  if (results.length === 0) return [];
  const insert = (table: string, parameters: SqlParameters) => sql.statement(`record/insert-${table}`, parameters);
  const rows = results.map((result) => resultRow(run, result));
  const failures = results.flatMap((result) => failureRows(run, result));
  const oldest = timestampOf(new Date(run.now.getTime() - run.keepDays * MS_PER_DAY));
  return [
    sql.statement('record/delete-old-check-failures', { oldest }),
    ...inBatches(rows, ROWS_PER_STATEMENT).map((batch) => insert('check-results', { results: batch })),
    ...inBatches(failures, ROWS_PER_STATEMENT).map((batch) => insert('check-failures', { failures: batch })),
  ];
}

function resultRow({ run, command, days, now }: CheckedRun, result: CheckResult): readonly SqlValue[] {
  const { check, severity, outcome, unblocked, count, examined, share, durationMs } = result;
  const sorted = [...days].sort();
  return [
    ...[run, command, check, severity, outcome, String(unblocked === true), count],
    ...[examined ?? null, share ?? null, sorted[0] ?? null, sorted.at(-1) ?? null, Math.round(durationMs)],
    ...[findingOf(result)?.slice(0, LONGEST_FINDING) ?? null, timestampOf(now)],
  ];
}

/** `2 days`, of checks that count something other than rows: there is no column for what. */
function findingOf({ outcome, count, unit, diff, finding }: CheckResult): string | undefined {
  const offends = outcome === 'failed' || outcome === 'warned';
  const what = diff === undefined ? unit : 'difference';
  return finding ?? (offends && what !== undefined ? counted(count, what) : undefined);
}

function failureRows({ run, now }: CheckedRun, { check, sample, diff = [] }: CheckResult): (readonly SqlValue[])[] {
  const rows = sample.length > 0 ? sample : diff.map((line) => ({ diff: line }));
  return rows.map((row, index) => [run, check, index + 1, JSON.stringify(row, shorten), timestampOf(now)]);
}

/** Values as JSON has them, and none so long that a row does not fit. */
function shorten(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'string' && value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}
