import { inBatches } from './core/batches.ts';
import { timestampOf } from './core/day.ts';
import { EtlError, messageOf } from './core/errors.ts';
import type { Before, PreviousRun, RunSummary } from './core/event.ts';
import type { SqlCatalog, SqlParameters, SqlValue } from './core/statement.ts';
import type { QueryRow, Session, Warehouse } from './core/warehouse.ts';
import { type Orphan, toOrphan } from './orphan.ts';
import { checkStatements } from './record-checks.ts';
import type { DayOutcome, LoggedTask, RunLog } from './run-log.ts';
import { openCatalog } from './sql/catalog.ts';

/** What is known of a run from its beginning. */
export interface JournalRun {
  readonly id: string;
  readonly command: string;
  readonly version: string;
  /** True: it has the lock, so that no other run can be under way that has it as well. */
  readonly isWriting: boolean;
  readonly host: string;
  readonly processId: number;
  readonly startedAt: Date;
  /** How many days the rows that checks found are kept. */
  readonly keepDays: number;
}

/** The days of a run, and what became of each. */
export interface JournalDay {
  readonly day: string;
  readonly outcome: DayOutcome;
  readonly reason?: string;
}

/** How a run ended. */
export interface JournalEnd {
  readonly summary: Pick<RunSummary, 'state' | 'exitCode' | 'days' | 'recordsRead' | 'recordsRejected'>;
  readonly error: string | undefined;
  readonly days: readonly JournalDay[];
  /** Its tasks are those that are not written down yet. */
  readonly log: Pick<RunLog, 'tasks' | 'checks'>;
  readonly now: Date;
  /** False: nothing of the run is written down yet, because it had nothing to do or failed before. */
  readonly hasBegun: boolean;
}

/** What was found when the end of a run was written down. */
export interface Ended {
  readonly before: Before;
  /** See `beginRun`: none if that has looked for them. */
  readonly orphans: readonly Orphan[];
}

/** Recording must not keep a run from going on, nor one that was stopped from ending. */
const LONGEST_MS = 30_000;

/** Bytes of UTF-8 are what Redshift counts: a third of the columns' width is safe. */
const LONGEST_TEXT = 1300;

/** Far below what engines bind at once: thirteen values a row. */
const ROWS_PER_STATEMENT = 500;

/**
 * Writes down that a run has begun, in a transaction of its own. Resolves to the runs that never ended: since this one has the
 * lock, they are dead, and are marked so, with the days that they had published.
 */
export async function beginRun(
  warehouse: Warehouse,
  run: JournalRun,
  days: readonly JournalDay[],
  now: Date,
): Promise<readonly Orphan[]> {
  const sql = openCatalog(warehouse.dialect);
  const record = (name: string, parameters: SqlParameters) => sql.statement(`record/${name}`, parameters);
  const row = runRow(run, { state: 'running', exitCode: null, days, read: 0, rejected: 0, endedAt: null, error: null });
  return warehouse.record(async (session) => {
    const orphans = findOrphans(session, sql, run, now);
    await Promise.all([
      orphans,
      session.run(record('insert-run', { runs: [row] })),
      ...dayStatements(sql, run, days).map((statement) => session.run(statement)),
    ]);
    return orphans;
  }, AbortSignal.timeout(LONGEST_MS));
}

/** Hands over what finds the runs that never ended, and marks them with the days that they had published. */
async function findOrphans(session: Session, sql: SqlCatalog, run: JournalRun, now: Date): Promise<Orphan[]> {
  const found = session.query(sql.statement('record/find-running', { run: run.id }));
  const settled = session.run(sql.statement('record/settle-days', { run: run.id }));
  const marked = session.run(sql.statement('record/abandon-runs', { run: run.id, now: timestampOf(now) }));
  const [rows] = await Promise.all([found, settled, marked]);
  return rows.map(toOrphan);
}

/**
 * Writes down how a run ended, with its days, tasks and checks, in a transaction of its own. If it is the first that is written
 * down of the run, dead ones are looked for here: nobody may have more to do for a long time.
 */
export async function endRun(warehouse: Warehouse, run: JournalRun, end: JournalEnd): Promise<Ended> {
  const { summary, error, days, log, now, hasBegun } = end;
  const sql = openCatalog(warehouse.dialect);
  const record = (name: string, parameters: SqlParameters) => sql.statement(`record/${name}`, parameters);
  const row = runRow(run, {
    ...{ state: summary.state, exitCode: summary.exitCode, days, error: shorten(error) },
    ...{ read: summary.recordsRead, rejected: summary.recordsRejected, endedAt: timestampOf(now) },
  });
  const checked = { run: run.id, command: run.command, days: summary.days, now, keepDays: run.keepDays };
  const statements = [
    record('delete-run', { run: run.id }),
    record('insert-run', { runs: [row] }),
    ...(run.isWriting ? [record('delete-run-days', { run: run.id }), ...dayStatements(sql, run, days)] : []),
    ...taskStatements(sql, run, log.tasks),
    ...checkStatements(sql, checked, log.checks),
  ];
  return warehouse.record(async (session) => {
    // Handed over at once: being asked what was before costs no wait of its own.
    const orphans = run.isWriting && !hasBegun ? findOrphans(session, sql, run, now) : [];
    const rows = session.query(record('previous-run', { run: run.id, command: run.command }));
    await Promise.all([orphans, rows, ...statements.map((statement) => session.run(statement))]);
    const [previous] = await rows;
    return { before: await findBefore(session, sql, summary.state, previous), orphans: await orphans };
  }, AbortSignal.timeout(LONGEST_MS));
}

/** Writes down tasks of a run that goes on: if it is killed, that much is known of it. */
export async function keepTasks(warehouse: Warehouse, run: JournalRun, tasks: readonly LoggedTask[]): Promise<void> {
  const sql = openCatalog(warehouse.dialect);
  const statements = taskStatements(sql, run, tasks);
  await warehouse.record(
    (session) => Promise.all(statements.map((statement) => session.run(statement))),
    AbortSignal.timeout(LONGEST_MS),
  );
}

function taskStatements(sql: SqlCatalog, run: JournalRun, tasks: readonly LoggedTask[]) {
  const rows = tasks.map((task) => taskRow(run, task));
  return inBatches(rows, ROWS_PER_STATEMENT).map((batch) => sql.statement('record/insert-tasks', { tasks: batch }));
}

/** What is said where that fails, which is no failure of the run. */
export function notKept(error: unknown): string {
  const isEarly = error instanceof EtlError && error.kind === 'missingStep';
  const why = isEarly ? 'its tables are not there yet; sparkify-etl create-tables makes them' : messageOf(error);
  return `the history of this run is not kept: ${why}`;
}

async function findBefore(
  session: Session,
  sql: SqlCatalog,
  state: RunSummary['state'],
  row: QueryRow | undefined,
): Promise<Before> {
  if (row === undefined) return {};
  const previous = toPrevious(row);
  // Only a recovery is to say what is not mended by it.
  if (state !== 'succeeded' || previous.state === 'succeeded') return { previous };
  const rows = await session.query(sql.statement('state/all-incomplete-days'));
  const incompleteDays = rows.map(({ day }) => String(day));
  return { previous, ...(incompleteDays.length === 0 ? {} : { incompleteDays }) };
}

function toPrevious({ run_id, state }: QueryRow): PreviousRun {
  return { run: String(run_id), state: String(state) as PreviousRun['state'] };
}

interface RunState {
  readonly state: string;
  readonly exitCode: number | null;
  readonly days: readonly JournalDay[];
  readonly read: number;
  readonly rejected: number;
  readonly endedAt: string | null;
  readonly error: string | null;
}

function runRow(run: JournalRun, { state, exitCode, days, read, rejected, endedAt, error }: RunState): SqlValue[] {
  const sorted = days.map(({ day }) => day).sort();
  return [
    ...[run.id, run.command, run.version, state, exitCode, String(run.isWriting), run.host.slice(0, 80), run.processId],
    ...[sorted[0] ?? null, sorted.at(-1) ?? null, sorted.length, read, rejected],
    ...[timestampOf(run.startedAt), endedAt, error],
  ];
}

function dayStatements(sql: SqlCatalog, { id }: JournalRun, days: readonly JournalDay[]) {
  const rows = days.map(({ day, outcome, reason }): SqlValue[] => [id, day, outcome, shorten(reason)]);
  return inBatches(rows, ROWS_PER_STATEMENT).map((batch) =>
    sql.statement('record/insert-run-days', { run_days: batch }),
  );
}

function taskRow({ id }: JournalRun, task: LoggedTask): SqlValue[] {
  const { figures, startedAt, endedAt } = task;
  return [
    ...[id, task.chunk, task.task, task.outcome, task.attempts, Math.round(task.durationMs)],
    ...[figures.rows ?? null, figures.files ?? null, figures.bytes ?? null, figures.rejected ?? null],
    ...[shorten(task.reason), startedAt === undefined ? null : timestampOf(startedAt), timestampOf(endedAt)],
  ];
}

function shorten(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
