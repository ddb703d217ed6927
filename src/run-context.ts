import type { SongInput } from './catch-up.ts';
import type { BrokenCheck } from './checks/broken.ts';
import { CheckRound } from './checks/round.ts';
import { DATASETS } from './compose.ts';
import type { TaskResult } from './core/execute.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Session, Warehouse } from './core/warehouse.ts';
import type { Input } from './input.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { refuseTwins } from './source/find-files.ts';
import { openCatalog } from './sql/catalog.ts';
import type { RunContext } from './tasks.ts';

/** A run that has its input and its warehouse. */
export interface RunningRun {
  readonly runId: string;
  readonly request: RunRequest;
  readonly input: Input;
  /** Empty if no songs are staged. */
  readonly songs: SongInput;
  readonly environment: RunEnvironment;
  readonly warehouse: Warehouse;
  /** Filled as tasks end. */
  readonly results: Map<string, TaskResult>;
  /** Writes down that the run has begun: to be called when the tables are there, before anything is loaded. */
  readonly begin: () => Promise<void>;
  /** Writes down what was done, between two chunks of days. */
  readonly keepTasks: () => Promise<void>;
  /** Checks of the user that the engine refuses, once that is known. */
  readonly broken: { isKnown: boolean; checks: readonly BrokenCheck[] };
}

/** Staging tasks open a transaction each; none may use that of others. */
export const NO_SESSION: Session = {
  run: () => Promise.reject(new Error('this task has no transaction to share')),
  query: () => Promise.reject(new Error('this task has no transaction to share')),
  table: () => Promise.reject(new Error('this task has no transaction to share')),
};

/** What the operators of a run work with in a transaction. */
export function contextFor(run: RunningRun, session: Session): RunContext {
  const { request, input, songs, environment, warehouse } = run;
  const { services, emit, signal, now } = environment;
  const { mode, maxErrors, tasks, rematch } = request;
  const withFact = tasks.some(({ stage }) => stage === 'fact');
  const { days, files } = input;
  const staging = () => ({ id: run.runId, at: now() });
  const openEvents = async () => {
    refuseTwins(files);
    const reader = await services.eventReader(signal);
    return { dataset: DATASETS.events, files, days, maxErrors, reader, run: staging() };
  };
  const openSongs = async (which: 'new' | 'all') => {
    const reader = await services.songReader();
    const { files, all, vanished } = songs;
    const load = { dataset: DATASETS.songs, vanished, days: [], maxErrors, reader, run: staging() };
    return which === 'all' ? { ...load, files: all } : { ...load, files, isPartial: files.length < all.length };
  };
  const sql = openCatalog(warehouse.dialect);
  let tables: Promise<ReadonlySet<string>> | undefined;
  const tablesThere = () => {
    tables ??= session
      .query(sql.statement('state/tables'))
      .then((rows) => new Set(rows.map(({ name }) => String(name))));
    return tables;
  };
  return {
    warehouse,
    sql,
    session,
    tablesThere,
    days,
    mode,
    withFact,
    rematch,
    checks: roundFor(run, session, sql),
    openEvents,
    openSongs,
    signal,
    emit,
  };
}

function roundFor({ request, input, environment, warehouse, broken }: RunningRun, session: Session, sql: SqlCatalog) {
  const { definitions, settings, unblocked } = request.checks;
  const { signal, clock } = environment;
  return new CheckRound({
    ...{ warehouse, session, sql, signal, clock, unblocked },
    checks: definitions,
    broken: broken.checks,
    scope: { days: input.days, settings },
    isPublishing: request.tasks.some(({ stage }) => stage === 'fact' || stage === 'dimension'),
  });
}
