import type { EtlError } from './errors.ts';

/** The stages of the graph, in the order in which they are shown. */
export const STAGES = ['create', 'stage', 'fact', 'dimension', 'check'] as const;
export type Stage = (typeof STAGES)[number];

/** A task as a reporter sees it. */
export interface TaskView {
  readonly id: string;
  readonly stage: Stage;
  readonly title: string;
  readonly needs: readonly string[];
}

/** What a task has done so far. Absent means: has no meaning for this task. */
export interface Figures {
  /** Source files read, and how many there are. */
  readonly files?: number;
  readonly filesTotal?: number;
  /** Bytes of the source files read, as stored. */
  readonly bytes?: number;
  /** Rows written by the task; for a check, offending rows. */
  readonly rows?: number;
  /** Records set aside. */
  readonly rejected?: number;
  /** Plays that found their song; only for the fact. */
  readonly matched?: number;
}

export type TaskOutcome = 'succeeded' | 'failed' | 'skipped';

export interface CheckResult {
  readonly check: string;
  readonly title: string;
  readonly severity: 'error' | 'warn';
  readonly outcome: 'passed' | 'failed' | 'warned';
  /** Offending rows. */
  readonly count: number;
  /** A few offending rows, column to value. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

/** What a run did, in figures. */
export interface RunSummary {
  readonly state: 'succeeded' | 'failed' | 'interrupted';
  readonly exitCode: number;
  /** Days that were loaded, and days asked for that have no log file (with the key that was looked for). */
  readonly days: readonly string[];
  readonly missingDays: readonly { readonly day: string; readonly lookedFor: string }[];
  /** Records read by the stage tasks of this run: loaded + rejected. */
  readonly recordsRead: number;
  readonly recordsLoaded: number;
  readonly recordsRejected: number;
  /** Rows written per table by this run. */
  readonly tables: Readonly<Record<string, number>>;
  /** Plays of the loaded days, and how many found their song; absent when the fact was not loaded. */
  readonly plays?: { readonly total: number; readonly matched: number };
  readonly checks: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly durationMs: number;
}

/**
 * Everything that a run tells. The engine only reports; reporters present.
 * `docs/json-output.md` documents the JSON form of each.
 */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly command: string;
      readonly version: string;
      readonly warehouse: string;
      readonly days: readonly string[];
      readonly missingDays: RunSummary['missingDays'];
      readonly tasks: readonly TaskView[];
    }
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly message: string }
  | { readonly type: 'task-started'; readonly task: string }
  | { readonly type: 'task-progressed'; readonly task: string; readonly figures: Figures; readonly durationMs: number }
  | {
      readonly type: 'task-finished';
      readonly task: string;
      readonly outcome: TaskOutcome;
      readonly figures: Figures;
      /** Why it was skipped, or the message of its failure. */
      readonly reason?: string;
      readonly durationMs: number;
    }
  /** These tasks failed for a passing reason, were undone, and wait to be run again. */
  | {
      readonly type: 'retry-scheduled';
      readonly tasks: readonly string[];
      /** The attempt that comes, and how many there are at most; the first is 1. */
      readonly attempt: number;
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | { readonly type: 'check-finished'; readonly result: CheckResult }
  /** The publishing transaction ended: the chosen days are visible, or the published tables are as they were. */
  | {
      readonly type: 'publish-finished';
      readonly outcome: 'committed' | 'rolled-back';
      readonly days: readonly string[];
    }
  | { readonly type: 'run-failed'; readonly error: EtlError }
  | { readonly type: 'run-finished'; readonly summary: RunSummary };
