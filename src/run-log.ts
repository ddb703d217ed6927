import { ChecksOfRun } from './core/checks-of-run.ts';
import {
  CHECK_OUTCOMES,
  type CheckOutcome,
  type CheckResult,
  type Figures,
  type RunEvent,
  type RunSummary,
  type TaskOutcome,
} from './core/event.ts';

/** What became of a day that a run was asked for. `pending`: not reached. */
export type DayOutcome = 'published' | 'staged' | 'failed' | 'missing' | 'pending';

/** A task as it ended. */
export interface LoggedTask {
  readonly task: string;
  /** Of several chunks of days the one that it worked on, from 1. */
  readonly chunk: number;
  readonly outcome: TaskOutcome;
  /** How often it was begun. */
  readonly attempts: number;
  readonly durationMs: number;
  readonly figures: Figures;
  readonly reason: string | undefined;
  /** When its first attempt began; undefined: it never did. */
  readonly startedAt: Date | undefined;
  readonly endedAt: Date;
}

/** What a run's events told, in the form in which it is kept. */
export class RunLog {
  /** By name: where a transaction was tried again, the last result of a check is the one that counts. */
  readonly #checks = new Map<string, CheckResult>();
  readonly #checksOfRun = new ChecksOfRun();
  readonly #tasks = new Map<string, LoggedTask>();
  readonly #attempts = new Map<string, number>();
  readonly #starts = new Map<string, Date>();
  readonly #now: () => Date;
  #chunk = 1;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Of each chunk of days for itself. */
  get checks(): readonly CheckResult[] {
    return [...this.#checks.values()];
  }

  get tasks(): readonly LoggedTask[] {
    return [...this.#tasks.values()];
  }

  /** Takes an event in. */
  add(event: RunEvent): void {
    this.#checksOfRun.add(event);
    if (event.type === 'chunk-started') this.#beginChunk(event.number);
    if (event.type === 'check-finished') this.#checks.set(`${this.#chunk} ${event.result.check}`, event.result);
    if (event.type === 'retry-scheduled') for (const task of event.tasks) this.#attempts.set(task, event.attempt);
    if (event.type === 'task-started' && !this.#starts.has(event.task)) this.#starts.set(event.task, this.#now());
    if (event.type === 'task-finished') this.#finish(event);
  }

  /** Each check once, however many chunks there were. */
  countChecks(): RunSummary['checks'] {
    const results = [...this.#checksOfRun.results().values()];
    const count = (wanted: CheckOutcome) => results.filter(({ outcome }) => outcome === wanted).length;
    return Object.fromEntries(CHECK_OUTCOMES.map((outcome) => [outcome, count(outcome)])) as RunSummary['checks'];
  }

  #beginChunk(number: number): void {
    this.#chunk = number;
    this.#attempts.clear();
    this.#starts.clear();
  }

  #finish({ task, outcome, figures, reason, durationMs }: Extract<RunEvent, { type: 'task-finished' }>): void {
    const attempts = outcome === 'skipped' ? 0 : (this.#attempts.get(task) ?? 1);
    const times = { startedAt: this.#starts.get(task), endedAt: this.#now() };
    const logged = { task, chunk: this.#chunk, outcome, attempts, durationMs, figures, reason, ...times };
    this.#tasks.set(`${this.#chunk} ${task}`, logged);
  }
}
