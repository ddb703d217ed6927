import { EtlError, messageOf, TimedOutError } from './errors.ts';
import type { Figures, RunEvent, TaskOutcome } from './event.ts';
import type { Task } from './task.ts';

export interface TaskResult {
  readonly outcome: TaskOutcome;
  readonly figures: Figures;
  readonly error?: unknown;
}

export interface ExecuteOptions<Context> {
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Milliseconds, from any start: durations are differences. */
  readonly clock: () => number;
  /** Outcomes of tasks that ran before; a need that failed there skips its dependents here. */
  readonly earlier?: ReadonlyMap<string, TaskResult>;
  /** Runs the work of a task, more than once if need be, or in another context. Without it, it is run once. */
  readonly attempt?: <T>(task: Task<Context>, work: (context: Context) => Promise<T>) => Promise<T>;
}

/** Thrown by a task that finds, when it is its turn, that it cannot be done because of another: it counts as skipped. */
export class SkippedError extends Error {}

/**
 * Runs tasks, each as soon as all it needs has succeeded. Needs outside the list count as met, unless `earlier` says
 * that they failed. A failure does not stop independent tasks: their dependents are skipped, the rest goes on, so that
 * one failure does not hide another. An abort starts nothing more. Never throws for a task's failure: it is in the result.
 */
export async function execute<Context>(
  tasks: readonly Task<Context>[],
  options: ExecuteOptions<Context>,
): Promise<ReadonlyMap<string, TaskResult>> {
  const outcomes = new Map<string, Promise<TaskResult>>();
  for (const [id, result] of options.earlier ?? []) outcomes.set(id, Promise.resolve(result));
  // Tasks stand in dependency order, so the outcome of each need is known (as a promise) before it is asked for.
  for (const task of tasks) outcomes.set(task.id, runWhenReady(task, outcomes, options));
  const results = new Map<string, TaskResult>();
  for (const task of tasks) results.set(task.id, (await outcomes.get(task.id)) as TaskResult);
  return results;
}

async function runWhenReady<Context>(
  task: Task<Context>,
  outcomes: ReadonlyMap<string, Promise<TaskResult>>,
  options: ExecuteOptions<Context>,
): Promise<TaskResult> {
  const failedNeeds: string[] = [];
  for (const need of task.needs) {
    const result = await outcomes.get(need);
    if (result !== undefined && result.outcome !== 'succeeded') failedNeeds.push(need);
  }
  if (options.signal.aborted) return skip(task, wordFor(options.signal.reason), options);
  if (failedNeeds.length > 0) return skip(task, `upstream failed: ${failedNeeds.join(', ')}`, options);
  return run(task, options);
}

/** Why nothing more is begun. */
export function wordFor(reason: unknown): string {
  return reason instanceof TimedOutError ? 'out of time' : 'interrupted';
}

function skip<Context>(task: Task<Context>, reason: string, { emit }: ExecuteOptions<Context>): TaskResult {
  emit({ type: 'task-finished', task: task.id, outcome: 'skipped', figures: {}, reason, durationMs: 0 });
  return { outcome: 'skipped', figures: {} };
}

async function run<Context>(task: Task<Context>, options: ExecuteOptions<Context>): Promise<TaskResult> {
  const { context, emit, clock } = options;
  const started = clock();
  const elapsed = () => clock() - started;
  emit({ type: 'task-started', task: task.id });
  const report = (figures: Figures) => emit({ type: 'task-progressed', task: task.id, figures, durationMs: elapsed() });
  const work = (given: Context) => task.run(given, report);
  try {
    const figures = await (options.attempt === undefined ? work(context) : options.attempt(task, work));
    emit({ type: 'task-finished', task: task.id, outcome: 'succeeded', figures, durationMs: elapsed() });
    return { outcome: 'succeeded', figures };
  } catch (error) {
    if (error instanceof SkippedError) return skip(task, error.message, options);
    const reason = options.signal.aborted ? messageOf(options.signal.reason) : messageOf(error);
    emit({ type: 'task-finished', task: task.id, outcome: 'failed', figures: {}, reason, durationMs: elapsed() });
    return { outcome: 'failed', figures: {}, error };
  }
}

/** The error that a set of results stands for: the only one, or the first with the others as evidence. */
export function failureOf(results: ReadonlyMap<string, TaskResult>): unknown {
  const all = [...results.values()].flatMap((result) => (result.outcome === 'failed' ? [result.error] : []));
  // One cause may fail several tasks in the same words; a bug is nobody's double.
  const errors = [...new Map(all.map((error) => [error instanceof EtlError ? error.message : error, error])).values()];
  const [first, ...others] = errors;
  if (others.length === 0 || !(first instanceof EtlError)) return first;
  const bug = others.find((error) => !(error instanceof EtlError));
  if (bug !== undefined) return bug;
  return mergeErrors([first, ...(others as EtlError[])]);
}

/** One error for several, each with its evidence; for one, that one. */
export function mergeErrors(errors: readonly EtlError[]): EtlError {
  if (errors.length === 1) return errors[0] as EtlError;
  // What could not be found out is worse than what was found out.
  const [first] = [...errors.filter(({ kind }) => kind === 'checkBroken'), ...errors] as unknown as readonly [EtlError];
  const details = errors.flatMap((error) => [error.message, ...error.details.map((line) => `  ${line}`)]);
  const hints = [...new Set(errors.flatMap((error) => error.hint ?? []))];
  return new EtlError(first.kind, `${errors.length} tasks failed`, {
    details,
    cause: first,
    isTransient: errors.every(({ isTransient }) => isTransient),
    ...(hints.length > 0 ? { hint: hints.join('\n') } : {}),
  });
}
