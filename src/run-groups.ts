import { brokenResult, findBroken } from './checks/broken.ts';
import { isBuiltIn } from './checks/plan.ts';
import { EtlError, throwIfAborted } from './core/errors.ts';
import type { RunEvent, Stage } from './core/event.ts';
import { execute, failureOf, mergeErrors, wordFor } from './core/execute.ts';
import type { Task } from './core/task.ts';
import type { Session } from './core/warehouse.ts';
import { type RetrySchedule, withRetries } from './retry.ts';
import { contextFor, NO_SESSION, type RunningRun } from './run-context.ts';
import type { RunContext } from './tasks.ts';
import { withinLimit } from './time-limit.ts';

/**
 * The stages that share a transaction, in the order in which the groups run. Creating tables is committed first, staging
 * commits each table by itself, and what readers see is published as one: fact, dimensions and blocking checks.
 */
const GROUPS: readonly { readonly stages: readonly Stage[]; readonly transaction: 'shared' | 'own' }[] = [
  { stages: ['create'], transaction: 'shared' },
  { stages: ['stage'], transaction: 'own' },
  { stages: ['fact', 'dimension', 'check'], transaction: 'shared' },
];

/** Runs all groups; after a failure the tasks of later groups are reported as skipped. Throws the first failure. */
export async function runGroups(run: RunningRun): Promise<void> {
  const failures: unknown[] = [];
  const attempt = (work: Promise<void>) => work.catch((error: unknown) => void failures.push(error));
  for (const { stages, transaction } of GROUPS) {
    const tasks = run.request.tasks.filter(({ stage }) => stages.includes(stage));
    if (tasks.length === 0) continue;
    if (failures.length === 0 && !stages.includes('create')) await attempt(beginLoading(run));
    if (failures.length > 0) skipAll(tasks, run, failures[0]);
    else await attempt(runGroup(run, tasks, transaction));
  }
  if (failures.length > 0) throw failures[0];
}

/**
 * Done once, as soon as the tables are there: writes down that the run has begun, and finds out which checks of the user the engine refuses: a typing mistake must not come to
 * light after an hour of loading. Where nothing is published, those are left out and reported, and the others evaluated.
 */
async function beginLoading(run: RunningRun): Promise<void> {
  const { request, input, environment, warehouse, broken } = run;
  if (broken.isKnown) return;
  broken.isKnown = true;
  await run.begin();
  const own = request.checks.definitions.filter((check) => !isBuiltIn(check));
  const scope = { days: input.days, settings: request.checks.settings };
  broken.checks = await withRetries(
    request.retry,
    environment.signal,
    () => undefined,
    () => findBroken(warehouse, own, scope, 'names', environment.signal),
  );
  if (isPublishing(request.tasks) && broken.checks.length > 0) {
    for (const each of broken.checks) environment.emit({ type: 'check-finished', result: brokenResult(each).result });
    throw mergeErrors(broken.checks.map(({ error }) => error));
  }
}

function isPublishing(tasks: readonly Task<RunContext>[]): boolean {
  return tasks.some(({ stage }) => stage === 'fact' || stage === 'dimension');
}

function skipAll(tasks: readonly Task<RunContext>[], { environment, results }: RunningRun, failure: unknown): void {
  const failed = [...results].flatMap(([id, { outcome }]) => (outcome === 'failed' ? [id] : []));
  const isBroken = failure instanceof EtlError && failure.kind === 'checkBroken';
  const otherwise = isBroken ? 'a check is broken' : wordFor(failure);
  const reason = failed.length === 0 ? otherwise : `upstream failed: ${failed.join(', ')}`;
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
  if (transaction === 'own') {
    // In a transaction of their own tasks can be repeated, and stopped, one by one.
    return runTasks(run, tasks, NO_SESSION, run.environment.emit, (task, work) => repeat(task, run, work));
  }
  const { input, environment } = run;
  const publishes = isPublishing(tasks);
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

/**
 * Runs tasks in one transaction; where that fails for a passing reason, all of them again in another. A task that takes too
 * long ends it for all.
 */
async function runTogether(given: RunningRun, tasks: readonly Task<RunContext>[]): Promise<void> {
  const outOfTime = new AbortController();
  const signal = AbortSignal.any([given.environment.signal, outOfTime.signal]);
  const run = { ...given, environment: { ...given.environment, signal } };
  const { environment, warehouse, request } = run;
  const limit = { ms: request.taskTimeoutMs, stop: (error: unknown) => outOfTime.abort(error) };
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
      warehouse.transaction(
        (session) => runTasks(run, tasks, session, emit, (task, work) => withinLimit(task, limit, work)),
        environment.signal,
      ),
    );
  } finally {
    for (const event of bad) environment.emit(event);
  }
}

/** Runs the work of a task: `work` takes the signal that stops it, if that is not the one of all. */
type Attempt = <T>(task: Task<RunContext>, work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;

/** Throws what failed, so that a transaction around it is rolled back. */
async function runTasks(
  run: RunningRun,
  tasks: readonly Task<RunContext>[],
  session: Session,
  emit: (event: RunEvent) => void,
  attempt: Attempt,
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
    attempt: (task, work) => attempt(task, (own = signal) => work({ ...context, signal: own })),
  });
  for (const [id, result] of outcomes) results.set(id, result);
  throwIfAborted(signal);
  const failure = failureOf(outcomes);
  if (failure !== undefined) throw failure;
}

/** Each attempt has the whole time: the waits between them are as long as they are asked to be. */
function repeat<T>(
  task: Task<RunContext>,
  { request, environment }: RunningRun,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const onRetry = (schedule: RetrySchedule) =>
    environment.emit({ type: 'retry-scheduled', tasks: [task.id], ...schedule });
  return withRetries(request.retry, environment.signal, onRetry, () => {
    const outOfTime = new AbortController();
    const limit = { ms: request.taskTimeoutMs, stop: (error: unknown) => outOfTime.abort(error) };
    const signal = AbortSignal.any([environment.signal, outOfTime.signal]);
    return withinLimit(task, limit, () => work(signal));
  });
}
