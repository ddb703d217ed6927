import type { Cluster } from '../cluster.ts';
import { RedshiftError } from '../error.ts';
import type { RedshiftUser } from '../options.ts';
import type { ParsedStatement } from '../rewrite/statement.ts';
import type { Field, TransactionStatus } from '../wire/writer.ts';
import { Backend } from './backend.ts';
import { commandFor } from './commands.ts';
import { translateError } from './errors.ts';
import type { Notice } from './notices.ts';
import { Transaction } from './transaction.ts';

/** What the client gets for one statement. */
export interface Result {
  readonly tag: string;
  /** Undefined where the statement gives no rows. */
  readonly fields?: readonly Field[];
  readonly rows?: readonly (readonly (string | null)[])[];
}

/** A statement with what came along with it. */
export interface Request {
  readonly statement: ParsedStatement;
  readonly values: readonly (string | null)[];
  /** Whether it is the only one of its message, as VACUUM must be. */
  readonly isAlone: boolean;
}

/** What stands in system views about the statement that runs, or ran last. */
export interface Activity {
  readonly queryId: number;
  readonly sql: string;
  readonly start: Date;
  end: Date | undefined;
}

/** One login: its connection to PostgreSQL, its transaction, its settings. */
export class Session {
  readonly cluster: Cluster;
  readonly user: RedshiftUser;
  readonly userId: number;
  readonly backend: Backend;
  readonly transaction: Transaction;
  readonly startedAt = new Date();
  readonly applicationName: string;
  /** Aborted when the session ends, whoever ends it. */
  readonly ended = new AbortController();
  activity: Activity | undefined;
  #running: AbortController | undefined;

  private constructor(cluster: Cluster, user: RedshiftUser, backend: Backend, applicationName: string) {
    this.cluster = cluster;
    this.user = user;
    this.userId = cluster.userId(user);
    this.backend = backend;
    this.applicationName = applicationName;
    this.transaction = new Transaction(backend, cluster);
    // PostgreSQL that ends the session says so before it is gone: nothing may be asked of it in between.
    backend.client.once('error', () => this.ended.abort(terminated()));
    backend.client.once('end', () => this.ended.abort());
  }

  static async open(cluster: Cluster, user: RedshiftUser, applicationName: string): Promise<Session> {
    const backend = await Backend.connect(cluster.postgres, cluster.backendDatabase, user.name);
    return new Session(cluster, user, backend, applicationName);
  }

  get pid(): number {
    return this.backend.pid;
  }

  get status(): TransactionStatus {
    return this.transaction.status;
  }

  /** Aborted by a cancel or a timeout of the statement that runs. */
  get signal(): AbortSignal {
    return this.#running?.signal ?? this.ended.signal;
  }

  takeNotices(): Notice[] {
    return this.backend.takeNotices();
  }

  /** @throws RedshiftError when the statement fails; its transaction is then rolled back */
  async run(request: Request, before: () => Promise<void>): Promise<Result> {
    const { sql } = request.statement;
    const queryId = this.cluster.nextQueryId();
    this.activity = { queryId, sql, start: new Date(), end: undefined };
    this.#running = new AbortController();
    try {
      await before();
      return await commandFor(request, this)();
    } catch (thrown) {
      throw await this.#failed(thrown, request.statement);
    } finally {
      this.activity.end = new Date();
      this.#running = undefined;
    }
  }

  /** Commits what the message did outside of a transaction block. */
  async finish(): Promise<void> {
    try {
      await this.transaction.commitImplicit();
    } catch (thrown) {
      throw await this.#failed(thrown, undefined);
    }
  }

  /** Stops what runs, wherever it runs. */
  async cancel(): Promise<void> {
    if (this.#running === undefined) return;
    const sent = this.cluster.cancelBackend(this.pid);
    // A cancel that comes late would hit the statement after.
    this.backend.waitFor(sent);
    this.stop(new RedshiftError(`Query (${this.activity?.queryId}) cancelled on user's request`, { code: '57014' }));
    await sent;
  }

  /** Stops what runs in the stand-in itself; PostgreSQL is told by others. */
  stop(reason: Error): void {
    this.#running?.abort(reason);
  }

  /** Ends the session: PostgreSQL rolls back what is open, at once. */
  async terminate(): Promise<void> {
    const gone = terminated();
    this.stop(gone);
    this.ended.abort(gone);
    await this.cluster.terminateBackend(this.pid);
    await this.backend.end();
  }

  async #failed(thrown: unknown, statement: ParsedStatement | undefined): Promise<RedshiftError> {
    const error = this.signal.aborted ? this.signal.reason : thrown;
    const tokens = statement?.tokens ?? [];
    // A COMMIT that fails ends its transaction all the same.
    const isEnd = tokens[0]?.name === 'commit' || tokens[0]?.name === 'end';
    await (isEnd ? this.transaction.rollback() : this.transaction.fail()).catch(() => {});
    return translateError(error instanceof RedshiftError ? error : thrown, {
      isolation: this.cluster.isolation,
      pid: this.pid,
      queryId: this.activity?.queryId ?? 0,
      transactionId: this.transaction.id,
      isLeaderInsert: tokens[0]?.name === 'insert' && tokens.some(({ name }) => name === 'values'),
    });
  }
}

function terminated(): RedshiftError {
  return new RedshiftError('terminating connection due to administrator command', { severity: 'FATAL', code: '57P01' });
}
