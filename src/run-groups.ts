import { DATASETS } from './compose.ts';
import { throwIfAborted } from './core/errors.ts';
import type { RunEvent, Stage } from './core/event.ts';
import { execute, failureOf, type TaskResult } from './core/execute.ts';
import type { Task } from './core/task.ts';
import type { Session, StageFile, Warehouse } from './core/warehouse.ts';
import type { Input } from './input.ts';
import { type RetrySchedule, withRetries } from './retry.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { openCatalog } from './sql/catalog.ts';
import type { RunContext } from './tasks.ts';

/**
 * The stages that share a transaction, in the order in which the groups run. Creating tables is committed first, staging
 * commits each table by itself, and what readers see is published as one: fact, dimensions and blocking checks.
 */
const GROUPS: readonly { readonly stages: readonly Stage[]; readonly transaction: 'shared' | 'own' }[] = [
  { stages: ['create'], transaction: 'shared' },
  { stages: ['stage'], transaction: 'own' },
  { stages: ['fact', 'dimension', 'check'], transaction: 'shared' },
];

/** A run that has its input and its warehouse. */
export interface RunningRun {
  readonly request: RunRequest;
  readonly input: Input;
  /** Listed while other things happen; empty if no songs are staged. */
  readonly songs: Promise<readonly StageFile[]>;
  readonly environment: RunEnvironment;
  readonly warehouse: Warehouse;
  /** Filled as tasks end. */
  readonly results: Map<string, TaskResult>;
}

/** Runs all groups; after a failure the tasks of later groups are reported as skipped. Throws the first failure. */
export async function runGroups(run: RunningRun): Promise<void> {
  const failures: unknown[] = [];
  for (const { stages, transaction } of GROUPS) {
    const tasks = run.request.tasks.filter(({ stage }) => stages.includes(stage));
    if (tasks.length === 0) continue;
    if (failures.length > 0) skipAll(tasks, run);
    else await runGroup(run, tasks, transaction).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

function skipAll(tasks: readonly Task<RunContext>[], { environment, results }: RunningRun): void {
  const failed = [...results].flatMap(([id, { outcome }]) => (outcome === 'failed' ? [id] : []));
  const reason = failed.length === 0 ? 'interrupted' : `upstream failed: ${failed.join(', ')}`;
  for (const { id } of tasks) {
    environment.emit({ type: 'task-finished', task: id, outcome: 'skipped', figures: {}, reason, durationMs: 0 });
    results.set(id, { outcome: 'skipped', figures: {} });
  }
}

async function runGroup(
  run: RunningRun,
  tasks: readonly Task<RunContext>[],
  transaction: 'shared' | 'own',
): Promise<void> {
  if (transaction === 'own') return runTasks(run, tasks, NO_SESSION, run.environment.emit);
  const { input, environment } = run;
  const publishes = tasks.some(({ stage }) => stage === 'fact' || stage === 'dimension');
  const finish = (outcome: 'committed' | 'rolled-back') => {
    if (publishes) environment.emit({ type: 'publish-finished', outcome, days: input.days });
  };
  try {
    await runTogether(run, tasks);
  } catch (error) {
    finish('rolled-back');
    throw error;
  }
  return finish('committed');
}

/** Runs tasks in one transaction; where that fails for a passing reason, all of them again in another. */
async function runTogether(run: RunningRun, tasks: readonly Task<RunContext>[]): Promise<void> {
  const { environment, warehouse, request } = run;
  const ids = tasks.map(({ id }) => id);
  let bad: RunEvent[] = [];
  // How a task of an attempt failed is only worth telling if there is no other attempt.
  const emit = (event: RunEvent) => {
    if (event.type === 'task-finished' && event.outcome !== 'succeeded') bad.push(event);
    else environment.emit(event);
  };
  const onRetry = (schedule: RetrySchedule) => {
    bad = [];
    environment.emit({ type: 'retry-scheduled', tasks: ids, ...schedule });
  };
  try {
    await withRetries(request.retry, environment.signal, onRetry, () =>
      warehouse.transaction((session) => runTasks(run, tasks, session, emit), environment.signal),
    );
  } finally {
    for (const event of bad) environment.emit(event);
  }
}

/** Throws what failed, so that a transaction around it is rolled back. */
async function runTasks(
  run: RunningRun,
  tasks: readonly Task<RunContext>[],
  session: Session,
  emit: (event: RunEvent) => void,
): Promise<void> {
  const { environment, results } = run;
  const { signal, clock } = environment;
  const context = { ...contextFor(run, session), emit };
  const earlier = new Map([...results].filter(([id]) => !tasks.some((task) => task.id === id)));
  const outcomes = await execute(tasks, {
    context,
    emit,
    signal,
    clock,
    earlier,
    // In a transaction of their own tasks can be repeated one by one.
    ...(session === NO_SESSION ? { attempt: (task, work) => repeat(task.id, run, work) } : {}),
  });
  for (const [id, result] of outcomes) results.set(id, result);
  throwIfAborted(signal);
  const failure = failureOf(outcomes);
  if (failure !== undefined) throw failure;
}

function repeat<T>(task: string, { request, environment }: RunningRun, work: () => Promise<T>): Promise<T> {
  const onRetry = (schedule: RetrySchedule) =>
    environment.emit({ type: 'retry-scheduled', tasks: [task], ...schedule });
  return withRetries(request.retry, environment.signal, onRetry, work);
}

/** Staging tasks open a transaction each; none may use that of others. */
const NO_SESSION: Session = {
  run: () => Promise.reject(new Error('this task has no transaction to share')),
  query: () => Promise.reject(new Error('this task has no transaction to share')),
  table: () => Promise.reject(new Error('this task has no transaction to share')),
};

function contextFor({ request, input, songs, environment, warehouse }: RunningRun, session: Session): RunContext {
  const { services, emit, signal } = environment;
  const { mode, maxErrors, tasks } = request;
  const withFact = tasks.some(({ stage }) => stage === 'fact');
  const { days, files } = input;
  const openEvents = async () => {
    const reader = await services.eventReader(signal);
    return { dataset: DATASETS.events, files, days, maxErrors, reader };
  };
  const openSongs = async () => {
    const reader = await services.songReader();
    return { dataset: DATASETS.songs, files: await songs, days: [], maxErrors, reader };
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
    openEvents,
    openSongs,
    signal,
    emit,
  };
}
