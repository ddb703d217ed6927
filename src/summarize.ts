import { EXIT_CODES } from './core/errors.ts';
import type { Figures, RunSummary } from './core/event.ts';
import type { TaskResult } from './core/execute.ts';
import type { Task } from './core/task.ts';
import type { RunContext } from './tasks.ts';

/** Everything that the summary is computed from. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly days: readonly string[];
  readonly missing: RunSummary['missingDays'];
  readonly tasks: readonly Task<RunContext>[];
  readonly results: ReadonlyMap<string, TaskResult>;
  readonly checks: RunSummary['checks'];
  readonly durationMs: number;
}

/** The figures of a run. What was rolled back does not count as written. */
export function summarize({ exitCode, days, missing, tasks, results, checks, durationMs }: RunOutcome): RunSummary {
  const succeeded = exitCode === EXIT_CODES.ok;
  const done = tasks.flatMap((task) => {
    const result = results.get(task.id);
    return result?.outcome === 'succeeded' ? [{ task, figures: result.figures }] : [];
  });
  const staged = done.filter(({ task }) => task.stage === 'stage').map(({ figures }) => figures);
  const written = done.filter(({ task }) => task.stage === 'stage' || (succeeded && isPublished(task)));
  const fact = succeeded ? done.find(({ task }) => task.stage === 'fact')?.figures : undefined;
  const recordsLoaded = sum(staged, 'rows');
  const recordsRejected = sum(staged, 'rejected');
  return {
    state: stateOf(exitCode),
    exitCode,
    days,
    missingDays: missing,
    recordsRead: recordsLoaded + recordsRejected,
    recordsLoaded,
    recordsRejected,
    tables: Object.fromEntries(written.map(({ task, figures }) => [task.title, figures.rows ?? 0])),
    ...(fact === undefined ? {} : { plays: { total: fact.rows ?? 0, matched: fact.matched ?? 0 } }),
    checks,
    durationMs,
  };
}

function isPublished({ stage }: Task<RunContext>): boolean {
  return stage === 'fact' || stage === 'dimension';
}

function stateOf(exitCode: number): RunSummary['state'] {
  if (exitCode === EXIT_CODES.ok) return 'succeeded';
  return exitCode === EXIT_CODES.interrupted || exitCode === EXIT_CODES.terminated ? 'interrupted' : 'failed';
}

function sum(figures: readonly Figures[], name: 'rows' | 'rejected'): number {
  return figures.reduce((total, each) => total + (each[name] ?? 0), 0);
}
