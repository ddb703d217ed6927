import type { Before, RunEvent } from './core/event.ts';
import type { Warehouse } from './core/warehouse.ts';
import { beginRun, endRun, type JournalDay, type JournalEnd, type JournalRun, keepTasks, notKept } from './journal.ts';
import type { Redaction } from './known-secrets.ts';
import { describeOrphan, type Orphan } from './orphan.ts';
import { withRetriesTold } from './retry.ts';
import type { LoggedTask } from './run-log.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';

/** Before the history is written down once more, at most: loading is not to wait for it as long as it may for itself. */
const RECORDING_DELAY_MS = 1000;

/** Keeps the history of one run. What cannot be kept is told, and is no failure of the run. */
export class Diary {
  readonly #run: JournalRun;
  readonly #request: RunRequest;
  readonly #environment: RunEnvironment;
  #hasBegun = false;
  /** How many of its tasks are written down. */
  #tasksKept = 0;

  constructor(request: RunRequest, environment: RunEnvironment) {
    this.#run = journalOf(request, environment);
    this.#request = request;
    this.#environment = environment;
  }

  /** Writes down that the run has begun, and tells of those that never ended. */
  async begin(warehouse: Warehouse, days: readonly JournalDay[]): Promise<void> {
    this.#hasBegun = true;
    if (!this.#run.isWriting) return;
    const { now } = this.#environment;
    const orphans = await this.#keep(() => this.#patiently(() => beginRun(warehouse, this.#run, days, now())));
    this.#tellOf(orphans ?? []);
  }

  /**
   * Writes down the tasks that ended since it did so last, while there is more to come: what a run that is killed has done is
   * known then. Of a run that only reads nothing is written before its end.
   */
  async keepTasks(warehouse: Warehouse, tasks: readonly LoggedTask[]): Promise<void> {
    if (!this.#run.isWriting) return;
    const rest = tasks.slice(this.#tasksKept);
    const kept = await this.#keep(async () => {
      await this.#patiently(() => keepTasks(warehouse, this.#run, rest));
      return true;
    });
    if (kept) this.#tasksKept = tasks.length;
  }

  /**
   * Writes down how the run ended; resolves to what was before it, as far as that is known.
   * @param isPatient false: the server did not come back in time for the run itself, and has had its tries
   */
  async end(warehouse: Warehouse, end: Omit<JournalEnd, 'now' | 'hasBegun'>, isPatient: boolean): Promise<Before> {
    const { now, redaction } = this.#environment;
    const days = end.days.map((day) => withoutSecretsInDay(day, redaction));
    const log = { checks: end.log.checks, tasks: end.log.tasks.slice(this.#tasksKept) };
    const whole = { ...end, log, days, now: now(), hasBegun: this.#hasBegun };
    const write = () => endRun(warehouse, this.#run, whole);
    const ended = await this.#keep(() => (isPatient ? this.#patiently(write) : write()));
    this.#tellOf(ended?.orphans ?? []);
    return ended?.before ?? {};
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    const { retry } = this.#request;
    const policy = { ...retry, delayMs: Math.min(retry.delayMs, RECORDING_DELAY_MS) };
    return withRetriesTold(policy, this.#environment.signal, this.#environment.emit, work);
  }

  async #keep<T>(work: () => Promise<T>): Promise<T | undefined> {
    return work().catch((error: unknown) => this.#warn(notKept(error)));
  }

  #tellOf(orphans: readonly Orphan[]): void {
    for (const orphan of orphans) this.#warn(describeOrphan(orphan));
  }

  #warn(message: string): undefined {
    this.#environment.emit({ type: 'notice', level: 'warning', message } satisfies RunEvent);
  }
}

function journalOf(
  { command, version, tasks, checks }: RunRequest,
  { now, host, processId, runId }: RunEnvironment,
): JournalRun {
  const isWriting = tasks.some(({ stage }) => stage !== 'check');
  const { keepDays } = checks;
  return { id: runId, command, version, isWriting, host, processId, startedAt: now(), keepDays };
}

function withoutSecretsInDay(day: JournalDay, { message }: Redaction): JournalDay {
  return day.reason === undefined ? day : { ...day, reason: message(day.reason) };
}
