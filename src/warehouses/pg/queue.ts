import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from 'pg';
import { messageOf } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { Connection } from './connect.ts';
import { type FailedAt, placeOf } from './failed-at.ts';
import { type Completed, sendBound, sendTogether } from './message.ts';
import type { StatementResult } from './types.ts';

export interface QueueOptions {
  /** Statements that go with the first one handed over, before it, in the same message. */
  readonly prologue: readonly Statement[];
  /** What an error of a statement means. */
  readonly explain: (error: unknown, at: FailedAt) => unknown;
  /** Watches over a message until the returned function is called. */
  readonly watch: () => () => void;
  /** False: each statement is a message, and thus a transaction, of its own. */
  readonly isTogether: boolean;
  /** True: after a failure no statement runs any more, as in a transaction. */
  readonly isSticky: boolean;
}

interface StatementJob {
  readonly statement: Statement;
  readonly isPrologue?: true;
  resolve(result: StatementResult): void;
  reject(error: unknown): void;
}

interface ExclusiveJob {
  readonly name: string;
  /** What it sends, where that is one statement. */
  readonly sql?: string | undefined;
  readonly work: (client: Client) => Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

type Job = StatementJob | ExclusiveJob;

/**
 * The statements of one connection, in the order in which they were handed over. While one message is under way the
 * next ones wait, and go as one message themselves: what costs time on a server far away is the number of messages.
 */
export class StatementQueue {
  readonly #connection: Connection;
  readonly #options: QueueOptions;
  #waiting: Job[] = [];
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #hasBegun = false;

  constructor(connection: Connection, options: QueueOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** True once anything was handed over. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** True while the server, or who has the connection for itself, is at work. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Hands over a statement. */
  execute(statement: Statement): Promise<StatementResult> {
    return this.#add((resolve, reject) => ({ statement, resolve, reject }));
  }

  /** Gives the connection to `work` when all before is done, while all behind waits. */
  exclusively<T>(name: string, work: (client: Client) => Promise<T>, sql?: string): Promise<T> {
    return this.#add((resolve, reject) => ({ name, sql, work, resolve: resolve as (result: unknown) => void, reject }));
  }

  /** Rejects all that waits and all that will come; what runs is not stopped, but gets the same error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    const { error: reason } = this.#failure;
    for (const job of this.#waiting.splice(0)) job.reject(reason);
  }

  /** Resolves when nothing runs any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #add<T>(makeJob: (resolve: (result: T) => void, reject: (error: unknown) => void) => Job): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (!this.#hasBegun) this.#waiting.push(...this.#options.prologue.map(asPrologue));
    this.#hasBegun = true;
    const result = new Promise<T>((resolve, reject) => this.#waiting.push(makeJob(resolve, reject)));
    this.#running ??= this.#runAll();
    return result;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // A turn for those who hand over more when they see a result: it shall go in the same message.
      await nextTurn();
      const stopWatching = this.#options.watch();
      await this.#runNext();
      stopWatching();
    }
    this.#running = undefined;
  }

  async #runNext(): Promise<void> {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if ('work' in first) return this.#runExclusive(this.#take(1)[0] as ExclusiveJob);
    if (first.statement.values.length > 0) return this.#runBound(this.#take(1)[0] as StatementJob);
    const end = this.#waiting.findIndex((job) => 'work' in job || job.statement.values.length > 0);
    const most = this.#options.isTogether ? this.#waiting.length : 1;
    return this.#runTogether(this.#take(end === -1 ? most : Math.min(end, most)) as StatementJob[]);
  }

  #take(count: number): Job[] {
    return this.#waiting.splice(0, count);
  }

  async #runTogether(jobs: readonly StatementJob[]): Promise<void> {
    const statements = jobs.map(({ statement }) => statement);
    let done = 0;
    const onCompleted = (index: number, completed: Completed) => {
      done = index + 1;
      jobs[index]?.resolve(this.#toResult(completed));
    };
    try {
      await sendTogether(this.#connection.client, statements, onCompleted);
    } catch (error) {
      this.#failed(jobs.slice(done), error, this.#placeOf(jobs, error, done));
    }
  }

  #placeOf(jobs: readonly StatementJob[], error: unknown, done: number): FailedAt {
    if (this.#connection.lost.aborted) {
      // The server sends what the statements gave when it has done the last.
      const asked = jobs.filter(({ isPrologue }) => !isPrologue);
      return { name: (asked[0] ?? jobs[0])?.statement.name ?? '', more: Math.max(0, asked.length - 1) };
    }
    return placeOf(
      jobs.map(({ statement }) => statement),
      error,
      done,
    );
  }

  async #runBound(job: StatementJob): Promise<void> {
    const { name, sql } = job.statement;
    try {
      job.resolve(this.#toResult(await sendBound(this.#connection.client, job.statement)));
    } catch (error) {
      this.#failed([job], error, { name, sql, offset: 0 });
    }
  }

  async #runExclusive(job: ExclusiveJob): Promise<void> {
    try {
      job.resolve(await job.work(this.#connection.client));
    } catch (error) {
      this.#failed([job], error, job.sql === undefined ? { name: job.name } : { name: job.name, sql: job.sql });
    }
  }

  #failed(jobs: readonly Job[], error: unknown, at: FailedAt): void {
    const { lost } = this.#connection;
    // `pg` only says that the connection cannot be used; the connection knows why.
    const cause = lost.aborted && /not queryable/.test(messageOf(error)) ? lost.reason : error;
    const explained = this.#failure?.error ?? this.#options.explain(cause, at);
    if (this.#options.isSticky || lost.aborted) this.fail(explained);
    for (const job of jobs) job.reject(explained);
  }

  #toResult({ rows, rowCount }: Completed): StatementResult {
    return { rows, rowCount, notices: this.#connection.takeNotices() };
  }
}

/** Nobody waits for it: if it fails, the statement that it goes with fails as well. */
function asPrologue(statement: Statement): StatementJob {
  return { statement, isPrologue: true, resolve: () => undefined, reject: () => undefined };
}
