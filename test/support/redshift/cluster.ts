import type pg from 'pg';
import type { PostgresAddress } from '../postgres-server.ts';
import type { ClusterRoles, ClusterS3, RunCopy } from './copy/types.ts';
import { createClusterDatabase, dropClusterDatabase } from './database.ts';
import { FaultPlan } from './faults.ts';
import { DEFAULT_ROLE, DEFAULT_USER, type RedshiftOptions, type RedshiftUser } from './options.ts';
import type { Session } from './session/session.ts';
import { SessionList } from './session-list.ts';

/** A statement that a client sent, as it was written. */
export interface LoggedStatement {
  readonly pid: number;
  readonly user: string;
  readonly sql: string;
  /** Undefined while it runs. */
  outcome: 'done' | 'failed' | undefined;
}

/** What all sessions share: the database behind, ids, faults, who is logged in. */
export class Cluster {
  readonly options: RedshiftOptions;
  readonly postgres: PostgresAddress;
  readonly backendDatabase: string;
  readonly faults: FaultPlan;
  readonly statements: LoggedStatement[] = [];
  readonly sessions = new SessionList();
  readonly #own: pg.Client;
  #last: Promise<unknown> = Promise.resolve();
  #queryId = 150;
  #transactionId = 1745760;

  private constructor(options: RedshiftOptions, backendDatabase: string, own: pg.Client) {
    this.options = options;
    this.postgres = options.postgres;
    this.backendDatabase = backendDatabase;
    this.faults = new FaultPlan(options.latencyMs ?? 0);
    this.#own = own;
    own.on('error', () => {});
    own.on('notification', ({ channel, payload }) => this.sessions.heard(channel, Number(payload)));
  }

  static async create(options: RedshiftOptions): Promise<Cluster> {
    const users = options.users ?? [DEFAULT_USER];
    const { database, client } = await createClusterDatabase(options.postgres, {
      name: options.database ?? 'dev',
      isolation: options.isolation ?? 'snapshot',
      defaultRole: rolesOf(options).default,
      users: users.map((user, index) => ({ ...user, id: FIRST_USER_ID + index })),
    });
    return new Cluster(options, database, client);
  }

  get users(): readonly RedshiftUser[] {
    return this.options.users ?? [DEFAULT_USER];
  }

  get database(): string {
    return this.options.database ?? 'dev';
  }

  get isolation(): 'snapshot' | 'serializable' {
    return this.options.isolation ?? 'snapshot';
  }

  get isServerless(): boolean {
    return this.options.serverless ?? false;
  }

  get region(): string {
    return this.options.region ?? 'us-west-2';
  }

  get s3(): ClusterS3 | undefined {
    return this.options.s3;
  }

  get roles(): ClusterRoles {
    return rolesOf(this.options);
  }

  readonly runCopy: RunCopy = async (sql, context) => {
    const run = this.options.runCopy ?? (await import('./copy/index.ts')).runCopy;
    return run(sql, context);
  };

  userId(user: RedshiftUser): number {
    return FIRST_USER_ID + this.users.indexOf(user);
  }

  nextQueryId(): number {
    return ++this.#queryId;
  }

  nextTransactionId(): number {
    return ++this.#transactionId;
  }

  /** Committed at once, whatever becomes of the session that asks for it. */
  async log(sql: string, values: readonly unknown[] = []): Promise<void> {
    await this.#inTurn((own) => own.query(sql, [...values]));
  }

  /** Reads or prepares the database behind with PostgreSQL's own SQL. */
  async inspect(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.#inTurn((own) => own.query<Record<string, unknown>>(sql, [...values]))).rows;
  }

  async refreshSessions(): Promise<void> {
    await this.#inTurn((own) => this.sessions.writeTo(own));
  }

  async cancel(pid: number): Promise<void> {
    await this.sessions.get(pid)?.cancel();
  }

  async cancelBackend(pid: number): Promise<void> {
    await this.#inTurn((own) => own.query('select pg_catalog.pg_cancel_backend($1)', [pid]));
  }

  async terminateBackend(pid: number): Promise<void> {
    await this.#inTurn((own) => own.query('select pg_catalog.pg_terminate_backend($1)', [pid])).catch(() => {});
  }

  /** Sessions ask at once, and `pg` warns of a client that is asked before it has answered. */
  #inTurn<T>(work: (own: pg.Client) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => work(this.#own));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async stop(): Promise<void> {
    this.faults.clear();
    await Promise.all(this.sessions.all().map((session: Session) => session.terminate()));
    await this.#last;
    await this.#own.end();
    await dropClusterDatabase(this.postgres, this.backendDatabase);
  }
}

function rolesOf({ roles }: RedshiftOptions): ClusterRoles {
  return roles ?? { attached: [DEFAULT_ROLE], default: DEFAULT_ROLE };
}

/** Users that are not the system's own begin here. */
const FIRST_USER_ID = 100;
