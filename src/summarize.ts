import type { ChunkedRun, Effect } from './chunks.ts';
import { EXIT_CODES } from './core/errors.ts';
import type { Figures, RunSummary } from './core/event.ts';

/** Everything that the summary is computed from. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly days: readonly string[];
  readonly missing: RunSummary['missingDays'];
  /** What tasks did that stayed. */
  readonly effects: readonly Effect[];
  readonly progress: Pick<ChunkedRun, 'failed' | 'pending'>;
  readonly checks: RunSummary['checks'];
  readonly durationMs: number;
}

/** The figures of a run. What was rolled back does not count as written. */
export function summarize(outcome: RunOutcome): RunSummary {
  const { exitCode, days, missing, effects, progress, checks, durationMs } = outcome;
  const staged = effects.flatMap(({ task, figures }) => (task.stage === 'stage' ? [figures] : []));
  const facts = effects.flatMap(({ task, figures }) => (task.stage === 'fact' ? [figures] : []));
  const recordsLoaded = sum(staged, 'rows');
  const recordsRejected = sum(staged, 'rejected');
  const userChunks = effects.filter(({ task }) => task.id === 'dim:users').length;
  return {
    state: stateOf(exitCode),
    exitCode,
    days,
    missingDays: missing,
    ...(progress.failed.length === 0 ? {} : { failedDays: progress.failed.map(toFailedDay) }),
    ...(progress.pending.length === 0 ? {} : { pendingDays: progress.pending }),
    recordsRead: recordsLoaded + recordsRejected,
    recordsLoaded,
    recordsRejected,
    tables: tablesOf(effects),
    ...(userChunks > 1 ? { userChunks } : {}),
    ...(facts.length === 0 ? {} : { plays: { total: sum(facts, 'rows'), matched: sum(facts, 'matched') } }),
    checks,
    durationMs,
  };
}

function toFailedDay({ day, error }: ChunkedRun['failed'][number]): { readonly day: string; readonly reason: string } {
  return { day, reason: error.message };
}

/** What each chunk of days writes as a whole: added up, a row would count as often as there are chunks. */
const WHOLE: ReadonlySet<string> = new Set(['dim:songs', 'dim:artists']);

/** Rows written, by table. */
function tablesOf(effects: readonly Effect[]): Readonly<Record<string, number>> {
  const tables: Record<string, number> = {};
  for (const { task, figures } of effects) {
    if (task.stage === 'create' || task.stage === 'check') continue;
    const before = WHOLE.has(task.id) ? 0 : (tables[task.title] ?? 0);
    tables[task.title] = before + (figures.rows ?? 0);
  }
  return tables;
}

/** How a run ended, by its exit code. */
export function stateOf(exitCode: number): RunSummary['state'] {
  if (exitCode === EXIT_CODES.ok) return 'succeeded';
  return exitCode === EXIT_CODES.interrupted || exitCode === EXIT_CODES.terminated ? 'interrupted' : 'failed';
}

function sum(figures: readonly Figures[], name: 'rows' | 'rejected' | 'matched'): number {
  return figures.reduce((total, each) => total + (each[name] ?? 0), 0);
}
