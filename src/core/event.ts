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

/**
 * `failed` blocks, `warned` reports. `empty`: there was no row to examine, so that nothing is proven. `broken`: it could not be
 * evaluated, because of its own SQL or files.
 */
export const CHECK_OUTCOMES = ['passed', 'warned', 'failed', 'empty', 'broken'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

export interface CheckResult {
  readonly check: string;
  /** What holds if it passes, as one sentence. */
  readonly title: string;
  readonly severity: 'error' | 'warn';
  /** What it examines: the days of the chunk that was loaded, or all that is published and staged. */
  readonly scope: 'days' | 'all';
  readonly outcome: CheckOutcome;
  /** True: it would have failed, but was told not to block (--no-block), and only warns. */
  readonly unblocked?: true;
  /** Offending rows. */
  readonly count: number;
  /** What each of them stands for, where it is not a row of the examined table: `day`. */
  readonly unit?: string;
  /** Rows that were examined, where that is known and such rows are counted, and the share of them that offends: 0 to 1. */
  readonly examined?: number;
  readonly share?: number;
  /** Some of the offending rows, column to value. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
  /** Where a result differs from the expected one: a small diff, its lines begin with `-`, `+` or a blank. */
  readonly diff?: readonly string[];
  /** Why it is broken; or what was found, where that is not a number of rows. */
  readonly finding?: string;
  /** The file that declares it. */
  readonly origin: string;
  /** Of the statement that it was evaluated with, which checks of one table share. */
  readonly durationMs: number;
}

/** What a run did, in figures. */
export interface RunSummary {
  readonly state: 'succeeded' | 'failed' | 'interrupted';
  readonly exitCode: number;
  /** Days that were loaded (of a run that ended before any was, those it was for), and days asked for that have no log file (with the key that was looked for). */
  readonly days: readonly string[];
  readonly missingDays: readonly { readonly day: string; readonly lookedFor: string }[];
  /** Days that could not be loaded, and days that were not reached because of them; absent where there are none. */
  readonly failedDays?: readonly { readonly day: string; readonly reason: string }[];
  readonly pendingDays?: readonly string[];
  /** Records read by the stage tasks of this run: loaded + rejected. */
  readonly recordsRead: number;
  readonly recordsLoaded: number;
  readonly recordsRejected: number;
  /** Rows written per table by this run. */
  readonly tables: Readonly<Record<string, number>>;
  /** How many chunks of days the users were written in, one by one, so that whoever played in several counts in each; absent if in one. */
  readonly userChunks?: number;
  /** Plays of the loaded days, and how many found their song; absent when the fact was not loaded. */
  readonly plays?: { readonly total: number; readonly matched: number };
  /** How many checks came out how. */
  readonly checks: Readonly<Record<CheckOutcome, number>>;
  readonly durationMs: number;
}

/** The last run of the same command that had ended before this one did. */
export interface PreviousRun {
  readonly run: string;
  /** `abandoned`: it was killed, or lost its connection for good. */
  readonly state: RunSummary['state'] | 'abandoned';
}

/** What the history knew when a run had ended. */
export interface Before {
  /** Absent where the history does not know of any, or could not be asked. */
  readonly previous?: PreviousRun;
  /**
   * Of the first success after a run that did not succeed: days that runs failed to load or did not reach, and that none has loaded
   * since; absent where there are none.
   */
  readonly incompleteDays?: readonly string[];
}

/**
 * Everything that a run tells. The engine only reports; reporters present.
 * `docs/json-output.md` documents the JSON form of each.
 */
export type RunEvent =
  | {
      readonly type: 'run-started';
      /** Names this run among all, and sorts by time: `20181115T031500.123Z-4f1c09`. */
      readonly run: string;
      readonly command: string;
      readonly version: string;
      readonly warehouse: string;
      readonly days: readonly string[];
      readonly missingDays: RunSummary['missingDays'];
      readonly tasks: readonly TaskView[];
    }
  /**
   * Of a run that loads its days in several chunks, one begins: its tasks start anew, those that need to be done only once are
   * left out after the first.
   */
  | {
      readonly type: 'chunk-started';
      /** From 1; days of a chunk that failed may come again, one by one, so that there are more in the end. */
      readonly number: number;
      readonly total: number;
      readonly days: readonly string[];
      /** The tasks that it runs. */
      readonly tasks: readonly string[];
      /** How long all that is left will take, judged by what is done; absent before the first is done. */
      readonly remainingMs?: number;
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
  | ({ readonly type: 'run-finished'; readonly summary: RunSummary } & Before);
