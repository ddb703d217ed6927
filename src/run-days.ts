import type { ChunkedRun } from './chunks.ts';
import { briefly, type EtlError } from './core/errors.ts';
import type { Input } from './input.ts';
import type { JournalDay } from './journal.ts';
import type { RunRequest } from './run-request.ts';
import { chosenDays } from './source/find-files.ts';

/** True if a request is about days, whether it stages or publishes them. */
export function loadsDays({ tasks }: Pick<RunRequest, 'tasks'>): boolean {
  return tasks.some(({ id, stage }) => stage === 'fact' || id === 'stage:events');
}

/** The days that a run loads, and what became of them so far. */
export function daysOf({ tasks }: RunRequest, input: Input, { loaded, failed }: ChunkedRun): readonly JournalDay[] {
  if (!loadsDays({ tasks })) return [];
  const publishes = tasks.some(({ stage }) => stage === 'fact');
  const done = new Set(loaded);
  const reasons = new Map(failed.map(({ day, error }) => [day, briefly(error)]));
  const outcome = (day: string): JournalDay => {
    if (done.has(day)) return { day, outcome: publishes ? 'published' : 'staged' };
    const reason = reasons.get(day);
    return reason === undefined ? { day, outcome: 'pending' } : { day, outcome: 'failed', reason };
  };
  const missing = input.missing.map(({ day, lookedFor }): JournalDay => {
    return { day, outcome: 'missing', reason: `looked for ${lookedFor}` };
  });
  return [...input.days.map(outcome), ...missing];
}

/** The days that a run was asked for by name, and that it did not even find out about. */
export function askedDays({ selection, tasks }: RunRequest, failure: EtlError | undefined): readonly JournalDay[] {
  if (!loadsDays({ tasks }) || selection === undefined || selection.kind === 'all' || failure === undefined) return [];
  // A signal says nothing about a day: it was not reached.
  const isStopped = failure.kind === 'interrupted' || failure.kind === 'terminated';
  const outcome = isStopped
    ? ({ outcome: 'pending' } as const)
    : ({ outcome: 'failed', reason: briefly(failure) } as const);
  return chosenDays(selection).map((day) => ({ day, ...outcome }));
}
