// What is kept of runs, as it is told: etl_runs, etl_run_days, etl_tasks and etl_check_results in the words of the program.

/** A run, as it is kept. */
export interface PastRun {
  readonly run: string;
  readonly command: string;
  readonly version: string;
  /** `running`, `succeeded`, `failed`, `interrupted`, or `abandoned`: it never said how it ended, and is dead. */
  readonly state: string;
  /** Null as long as it is not known. */
  readonly exitCode: number | null;
  readonly host: string;
  readonly processId: number;
  /** Of the days that it was asked for. Null for no days. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly days: number;
  readonly recordsRead: number;
  readonly recordsRejected: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** From its beginning to its end, or until now. */
  readonly durationMs: number;
  readonly error: string | null;
}

/** A day that a run was asked for. */
export interface PastDay {
  readonly day: string;
  /** `published`, `staged`, `failed`, `missing` from the source, or `pending`: not reached. */
  readonly outcome: string;
  readonly reason: string | null;
}

/** A task of a run, for one chunk of its days. */
export interface PastTask {
  readonly task: string;
  /** From 1. */
  readonly chunk: number;
  readonly outcome: string;
  /** How often it was begun. */
  readonly attempts: number;
  /** ISO 8601, UTC: when the first attempt began; null: it never did. */
  readonly startedAt: string | null;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly rows: number | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly rejected: number | null;
  readonly reason: string | null;
}

/** A check of a run that did not pass. */
export interface PastCheck {
  readonly check: string;
  readonly severity: string;
  readonly outcome: string;
  /** True: it was told not to block. */
  readonly isUnblocked: boolean;
  readonly count: number;
  /** Null: not known. */
  readonly examined: number | null;
  readonly finding: string | null;
}

/** Everything that is kept of a run. */
export interface PastRunDetail extends PastRun {
  readonly outcomes: readonly PastDay[];
  /** Those of them that neither it nor a later run has loaded: what `retry` would load. */
  readonly incompleteDays: readonly string[];
  readonly tasks: readonly PastTask[];
  readonly checks: readonly PastCheck[];
}
