import type { CheckOutcome, CheckResult } from '../core/event.ts';
import type { SqlCatalog, Statement } from '../core/statement.ts';
import type { QueryRow, ResultTable, Session } from '../core/warehouse.ts';
import type { CheckDefinition, ResultDemand, ValueDemand } from './definition.ts';
import { describeExpectation, meetsExpectation } from './expectation.ts';
import { outcomeOf, shareOf } from './outcome.ts';
import { bindCheck, type CheckScope, planCounts, planExamined, type RowsCheck, statementName } from './plan.ts';

/** How many offending rows are fetched: reporters show a few, etl_check_failures keeps all of these. */
const SAMPLE_ROWS = 20;

/** The unit of a check that yields one row about all that it looked at. */
const SUMMARY = 'summary';

export interface EvaluateOptions {
  /** Checks that only warn where they would fail, by name. */
  readonly unblocked: ReadonlySet<string>;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

/** What was found for one check, before there is a sample. */
interface Found {
  readonly check: CheckDefinition;
  readonly count: number;
  readonly examined?: number | undefined;
  readonly diff?: readonly string[];
  readonly finding?: string;
  readonly isBroken?: true;
  readonly durationMs: number;
}

/**
 * Evaluates checks within a transaction. All statements are handed over at once, so that on a server they cost few round trips;
 * rows are only fetched of checks that found some. Results stand in the order of the checks.
 * @throws what the engine says of a statement that fails; `findBroken` tells whose it is
 */
export async function evaluateChecks(
  session: Session,
  sql: SqlCatalog,
  checks: readonly CheckDefinition[],
  scope: CheckScope,
  { unblocked, clock }: EvaluateOptions,
): Promise<readonly CheckResult[]> {
  const timed = stopwatch(clock);
  const examining = planExamined(checks, sql, scope);
  const examined = examining === undefined ? [] : session.query(examining.statement);
  const counting = planCounts(checks.filter(isRowsCheck), scope).map(async ({ statement, checks: group, read }) => {
    const [rows, durationMs] = await timed(session.query(statement));
    return read(rows).map((count, n): Found => ({ check: group[n] as CheckDefinition, count, durationMs }));
  });
  const tables = checks
    .filter((check) => !isRowsCheck(check))
    .map(async (check) => {
      const [table, durationMs] = await timed(session.table(bindCheck(statementName(check), check.demand.text, scope)));
      return [{ check, durationMs, ...judge(check.demand as ValueDemand | ResultDemand, table) }];
    });
  const [examinedRows, ...found] = await Promise.all([examined, ...counting, ...tables]);
  const all = new Map(found.flat().map((each) => [each.check.name, each]));
  const judged = checks.map((check) => {
    const each = all.get(check.name) as Found;
    const rows = check.demand.kind === 'result' ? undefined : examining?.read(examinedRows, check);
    return toResult({ ...each, examined: rows }, unblocked);
  });
  return Promise.all(judged.map((result, n) => withSample(session, checks[n] as CheckDefinition, result, scope)));
}

export function isRowsCheck(check: CheckDefinition): check is RowsCheck {
  return check.demand.kind === 'rows';
}

/** The time that a statement took: they run one after another. */
function stopwatch(clock: () => number) {
  let last = clock();
  return async <T>(work: Promise<T>): Promise<[T, number]> => {
    const result = await work;
    const now = clock();
    const durationMs = now - last;
    last = now;
    return [result, durationMs];
  };
}

function judge(demand: ValueDemand | ResultDemand, table: ResultTable): Omit<Found, 'check' | 'durationMs'> {
  if (demand.kind === 'result') {
    const { count, lines } = demand.compare(table);
    return { count, diff: lines };
  }
  const { columns, rows } = table;
  const value = rows[0]?.[0];
  if (columns.length !== 1 || rows.length !== 1 || value === undefined) {
    const finding = `gave ${rows.length} rows of ${columns.length} columns, expected one value`;
    return { count: 0, isBroken: true, finding };
  }
  if (meetsExpectation(value, demand.expectation)) return { count: 0 };
  return { count: 1, finding: `found ${value ?? 'null'}, expected ${describeExpectation(demand.expectation)}` };
}

function toResult(found: Found, unblocked: ReadonlySet<string>): CheckResult {
  const { check, count, examined, diff, finding, isBroken, durationMs } = found;
  const { name, title, severity, scope, unit, origin } = check;
  const outcome: CheckOutcome = isBroken ? 'broken' : outcomeOf(check, { count, examined });
  const isUnblocked = outcome === 'failed' && unblocked.has(name);
  // A share of them would be one of other things than those that are counted.
  const ofRows = unit === undefined ? { examined, share: shareOf({ count, examined }) } : {};
  return {
    check: name,
    title,
    severity,
    scope,
    outcome: isUnblocked ? 'warned' : outcome,
    ...(isUnblocked ? { unblocked: true } : {}),
    count,
    ...(unit === undefined ? {} : { unit }),
    ...(ofRows.examined === undefined ? {} : { examined: ofRows.examined }),
    ...(ofRows.share === undefined ? {} : { share: ofRows.share }),
    sample: [],
    ...(diff === undefined || diff.length === 0 ? {} : { diff }),
    ...(finding === undefined ? {} : { finding }),
    origin,
    durationMs,
  };
}

async function withSample(
  session: Session,
  check: CheckDefinition,
  result: CheckResult,
  scope: CheckScope,
): Promise<CheckResult> {
  const isWanted = result.outcome === 'failed' || result.outcome === 'warned';
  if (!isWanted || !isRowsCheck(check)) return result;
  const sample = await session.query(sampleOf(check, scope));
  const [row] = sample;
  return { ...result, sample, ...(check.unit === SUMMARY && row !== undefined ? { finding: describeRow(row) } : {}) };
}

/** `plays=11, matched=0`. */
function describeRow(row: QueryRow): string {
  const cells = Object.entries(row).map(([column, value]) => `${column}=${value === null ? 'NULL' : String(value)}`);
  return cells.join(', ');
}

function sampleOf(check: RowsCheck, scope: CheckScope): Statement {
  const text = `select * from (\n${check.demand.text}\n) offending_rows limit ${SAMPLE_ROWS}`;
  return bindCheck(statementName(check), text, scope);
}
