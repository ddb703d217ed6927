import { EtlError } from './core/errors.ts';
import type { PastCheck, PastDay, PastRun, PastRunDetail, PastTask } from './core/history.ts';
import { nearest } from './core/nearest.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { QueryRow, Session } from './core/warehouse.ts';
import { redact } from './redact.ts';

/** Stands for the latest run. */
const LAST_RUN = 'last';

/** The latest runs, the newest first. @param now for how long those take that have not ended */
export async function readLatestRuns(
  session: Session,
  sql: SqlCatalog,
  limit: number,
  now: Date,
): Promise<readonly PastRun[]> {
  const rows = await session.query(sql.statement('history/latest-runs', { limit }));
  return rows.map((row) => toRun(row, now));
}

/** The latest run that has ended, and those that have not. */
export async function readLastAndRunning(session: Session, sql: SqlCatalog, now: Date) {
  const [last, running] = await Promise.all([
    session.query(sql.statement('history/last-run')),
    session.query(sql.statement('history/running-runs')),
  ]);
  const [lastRun = null] = last.map((row) => toRun(row, now));
  return { lastRun, running: running.map((row) => toRun(row, now)) };
}

/**
 * Everything that is kept of a run.
 * @param wanted its id, the beginning of its id, or `last`
 * @throws EtlError 'usage' if no run fits, or several do
 */
export async function readRun(session: Session, sql: SqlCatalog, wanted: string, now: Date): Promise<PastRunDetail> {
  const ids = (await session.query(sql.statement('history/run-ids'))).map(({ run_id }) => String(run_id));
  const run = chooseRun(wanted, ids);
  const ask = (name: string) => session.query(sql.statement(`history/${name}`, { run }));
  const [[row = {}], days, incomplete, tasks, checks] = await Promise.all([
    ask('run'),
    ask('run-days'),
    session.query(sql.statement('state/incomplete-days', { run })),
    ask('run-tasks'),
    ask('run-checks'),
  ]);
  return {
    ...toRun(row, now),
    outcomes: days.map(toDay),
    incompleteDays: incomplete.map(({ day }) => String(day)),
    tasks: inOrder(tasks.map(toTask)),
    checks: checks.map(toCheck),
  };
}

const MOST_NAMED = 5;

/**
 * The id of the run that is meant by its id, the beginning of its id, or `last`.
 * @param ids the newest first
 * @throws EtlError 'usage' if no run fits, or several do
 */
export function chooseRun(wanted: string, ids: readonly string[]): string {
  const [newest] = ids;
  if (newest === undefined) {
    throw new EtlError('usage', 'no run is kept yet', { hint: 'run: sparkify-etl run-all --date YYYY-MM-DD' });
  }
  if (wanted === LAST_RUN) return newest;
  const fitting = ids.filter((id) => id.startsWith(wanted));
  const [only] = fitting;
  if (ids.includes(wanted)) return wanted;
  if (only !== undefined && fitting.length === 1) return only;
  if (fitting.length > 1) {
    const more = fitting.length > MOST_NAMED ? [`and ${fitting.length - MOST_NAMED} more`] : [];
    throw new EtlError('usage', `${fitting.length} runs begin with "${wanted}"`, {
      details: [...fitting.slice(0, MOST_NAMED), ...more],
      hint: 'give more of the id',
    });
  }
  const near = nearest(wanted, ids);
  throw new EtlError('usage', `there is no run "${wanted}"`, {
    hint: near === undefined ? `sparkify-etl history lists them; the latest is ${newest}` : `did you mean ${near}?`,
  });
}

/** How the ids of tasks begin, in the order in which they run. */
const STAGES = ['create', 'stage', 'fact', 'dim', 'check'];

function inOrder(tasks: readonly PastTask[]): readonly PastTask[] {
  const place = ({ task }: PastTask) => STAGES.indexOf(task.slice(0, task.indexOf(':')));
  return [...tasks].sort((one, other) => one.chunk - other.chunk || place(one) - place(other));
}

function toRun(row: QueryRow, now: Date): PastRun {
  const startedAt = toMoment(row.started_at);
  const endedAt = row.ended_at === null ? null : toMoment(row.ended_at);
  return {
    run: String(row.run_id),
    command: String(row.command),
    version: String(row.version),
    state: String(row.state),
    exitCode: toNumber(row.exit_code),
    host: String(row.host),
    processId: Number(row.process_id),
    firstDay: toText(row.first_day),
    lastDay: toText(row.last_day),
    days: Number(row.day_count),
    recordsRead: Number(row.records_read),
    recordsRejected: Number(row.records_rejected),
    startedAt,
    endedAt,
    durationMs: Math.max(0, Date.parse(endedAt ?? now.toISOString()) - Date.parse(startedAt)),
    error: toText(row.error),
  };
}

function toDay({ day, outcome, reason }: QueryRow): PastDay {
  return { day: String(day), outcome: String(outcome), reason: toText(reason) };
}

function toTask(row: QueryRow): PastTask {
  return {
    task: String(row.task),
    chunk: Number(row.chunk),
    outcome: String(row.outcome),
    attempts: Number(row.attempts),
    startedAt: row.started_at === null ? null : toMoment(row.started_at),
    endedAt: toMoment(row.ended_at),
    durationMs: Number(row.duration_ms),
    rows: toNumber(row.row_count),
    files: toNumber(row.file_count),
    bytes: toNumber(row.byte_count),
    rejected: toNumber(row.reject_count),
    reason: toText(row.reason),
  };
}

function toCheck(row: QueryRow): PastCheck {
  return {
    check: String(row.check_name),
    severity: String(row.severity),
    outcome: String(row.outcome),
    isUnblocked: /^t/i.test(String(row.is_unblocked)),
    count: Number(row.row_count),
    examined: toNumber(row.examined_count),
    finding: toText(row.finding),
  };
}

/** Text that is kept may be older than the rules that keep secrets out of it. */
function toText(value: unknown): string | null {
  return value === null ? null : redact(String(value));
}

function toNumber(value: unknown): number | null {
  return value === null ? null : Number(value);
}

/** `2018-11-15 03:15:00.5`, which is in UTC, as ISO 8601. */
function toMoment(value: unknown): string {
  return new Date(`${String(value).replace(' ', 'T')}Z`).toISOString();
}
