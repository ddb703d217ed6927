import type { Client, ClientConfig } from 'pg';
import type { EtlError } from '../../core/errors.ts';
import type { Dialect, Statement } from '../../core/statement.ts';
import type { QueryRow, Session } from '../../core/warehouse.ts';
import type { ErrorRule } from './error-rule.ts';

/** What a new connection needs: asked for each one anew, so that credentials that expire are renewed. */
export type Login = () => Promise<ClientConfig>;

/** What differs between the servers that speak this protocol. */
export interface Product {
  readonly dialect: Exclude<Dialect, 'duckdb'>;
  /** For messages: `PostgreSQL`, `Redshift`. */
  readonly name: string;
  /** What its errors mean where that differs from what the shared rules say; the first that fits counts. */
  readonly rules: readonly ErrorRule[];
  /** Explains an error that only this product raises; undefined: the shared rules say what it means. */
  explain(error: ServerError, where: string): EtlError | undefined;
}

/** The fields of an ErrorResponse that errors are told apart by. */
export interface ServerError extends Error {
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly routine?: string | undefined;
}

/** What a statement gave. */
export interface StatementResult {
  readonly rows: readonly QueryRow[];
  /** Undefined where the server tells none: Redshift's SELECT and COPY. */
  readonly rowCount: number | undefined;
  /** Texts of the notices that came while it ran. */
  readonly notices: readonly string[];
}

/** A transaction on a connection of its own. What waits while the connection is busy goes as one message. */
export interface PgSession extends Session {
  /** Process id of the server's side. */
  readonly pid: number;
  /** Like `run`, with everything that the server told. */
  execute(statement: Statement): Promise<StatementResult>;
  /** Gives the bare connection to `work`, when all before is done, while all behind waits: for COPY FROM STDIN. */
  exclusively<T>(name: string, work: (client: Client) => Promise<T>): Promise<T>;
}

/** Connections to one server. */
export interface PgServer {
  readonly location: string;
  /**
   * Commits when `work` resolves, rolls back when it throws; an abort cancels on the server what runs. Where the
   * connection dies while it commits, the outcome is looked up, and only a transaction that is known to be undone
   * throws.
   * @param first statements to be sent with the BEGIN, before all others: locks
   */
  transaction<T>(
    work: (session: PgSession) => Promise<T>,
    signal: AbortSignal,
    first?: readonly Statement[],
  ): Promise<T>;
  /** Runs statements, each by itself and committed at once, on a connection of their own. */
  aside(statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  /** A connection that stays open, to hold a lock. */
  hold(signal?: AbortSignal): Promise<HeldConnection>;
  close(): Promise<void>;
}

/** A connection that holds a lock as long as it lives. */
export interface HeldConnection {
  /** Process id of the server's side. */
  readonly pid: number;
  /** Runs statements; those that have no values go as one message. A failure does not keep later ones from running. */
  execute(...statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  /** Aborted, with the error as its reason, if the connection breaks. */
  readonly lost: AbortSignal;
  /**
   * Gives it up after a failure. If the connection broke, the server may not have heard, and keep the lock: its side is
   * ended too, as far as that does not take longer than an abort may. Never rejects.
   */
  end(): Promise<void>;
  close(): Promise<void>;
}
