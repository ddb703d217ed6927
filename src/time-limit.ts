import { TimedOutError } from './core/errors.ts';
import type { TaskView } from './core/event.ts';
import { LOOK_AT, type UnderWay } from './under-way.ts';

/** How long something may take, and what stops it then. */
export interface TimeLimit {
  /** 0: any time. */
  readonly ms: number;
  readonly stop: (error: TimedOutError) => void;
}

/**
 * Does the work of a task. When its time is over, it is stopped, and whatever it throws because of that becomes the error
 * that names task and limit. In a transaction that tasks share, waiting for the others counts.
 */
export async function withinLimit<T>({ id, stage }: TaskView, limit: TimeLimit, work: () => Promise<T>): Promise<T> {
  let isOver: TimedOutError | undefined;
  const release = startTimer(limit.ms, () => {
    // They share statements: which one is slow cannot be told from the task.
    const isCheck = stage === 'check';
    const what = isCheck ? 'evaluating the checks' : `task ${id}`;
    const lookAt = isCheck ? LOOK_AT.checks : LOOK_AT.tasks;
    isOver = new TimedOutError(what, limit.ms, 'TASK_TIMEOUT (--task-timeout)', lookAt);
    limit.stop(isOver);
  });
  try {
    return await work();
  } catch (error) {
    throw isOver ?? error;
  } finally {
    release();
  }
}

/** A signal that is aborted when another one is, or, naming what is under way then, when the run has taken longer than it may. */
export function limitRun(
  limitMs: number,
  signal: AbortSignal,
  underWay: UnderWay,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const outOfTime = new AbortController();
  const release = startTimer(limitMs, () => {
    const { words, lookAt } = underWay;
    outOfTime.abort(new TimedOutError('the run', limitMs, 'RUN_TIMEOUT (--run-timeout)', lookAt, words));
  });
  return { signal: AbortSignal.any([signal, outOfTime.signal]), release };
}

function startTimer(limitMs: number, onOver: () => void): () => void {
  if (limitMs === 0) return () => undefined;
  const timer = setTimeout(onOver, limitMs);
  return () => clearTimeout(timer);
}
