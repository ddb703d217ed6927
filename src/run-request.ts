import type { CheckDefinition } from './checks/definition.ts';
import type { Services } from './compose.ts';
import type { RunEvent } from './core/event.ts';
import type { SqlParameters } from './core/statement.ts';
import type { Task } from './core/task.ts';
import type { DayState } from './days.ts';
import type { Redaction } from './known-secrets.ts';
import type { RetryPolicy } from './retry.ts';
import type { DayPattern } from './source/day-pattern.ts';
import type { DaySelection } from './source/find-files.ts';
import type { DimensionMode, RunContext } from './tasks.ts';

/** What a subcommand asks for: a selection of the graph, for some days. */
export interface RunRequest {
  readonly command: string;
  readonly version: string;
  readonly tasks: readonly Task<RunContext>[];
  /** Undefined: the tasks need no days, or work on whatever is there. */
  readonly selection: DaySelection | undefined;
  /**
   * What is left out because it is loaded already, by the ledger: song files, or song files and days; undefined: nothing.
   */
  readonly onlyNew: 'songs' | 'songs and days' | undefined;
  /** Whether there is something to publish besides the days: songs that came, or what an earlier run staged and did not publish. */
  readonly publishesRest: boolean;
  /** Where the chosen days must be found: in the source's files, in staging, or among what is published. */
  readonly daysFrom: 'source' | DayState;
  /** Fail if one of several days is missing. */
  readonly strict: boolean;
  readonly mode: DimensionMode;
  /** Which plays of other days are matched with the catalogue again. */
  readonly rematch: RunContext['rematch'];
  readonly maxErrors: number;
  readonly retry: RetryPolicy;
  /** How long an attempt of a task may take; 0: any time. */
  readonly taskTimeoutMs: number;
  readonly checks: CheckRequest;
  readonly chunk: ChunkRequest;
}

/** How several days are loaded. */
export interface ChunkRequest {
  /** How many are staged and published as one, at most. */
  readonly days: number;
  /** True: days that cannot be loaded do not keep others from being loaded. */
  readonly continueOnError: boolean;
}

/** The checks of a request. */
export interface CheckRequest {
  /** Those that have a task in it. */
  readonly definitions: readonly CheckDefinition[];
  /** Names of those that must not keep anything from being published. */
  readonly unblocked: ReadonlySet<string>;
  /** What settings say to checks, by parameter. */
  readonly settings: SqlParameters;
  /** How many days the rows that they find are kept. */
  readonly keepDays: number;
}

/** What a run works with and reports to. */
export interface RunEnvironment {
  readonly services: Services;
  readonly logPattern: DayPattern;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** Whether another run had the warehouse when it was asked for, and was waited for. */
  readonly hasWaited: () => boolean;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
  readonly now: () => Date;
  /** The machine and the process, for the history. */
  readonly host: string;
  readonly processId: number;
  /** Names the run among all, see `newRunId`. */
  readonly runId: string;
  /** Takes secrets out of whatever is reported or kept. */
  readonly redaction: Redaction;
}
