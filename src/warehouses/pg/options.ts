import type { SqlCatalog } from '../../core/statement.ts';
import type { ServerAddress } from '../target.ts';

/** How long things may take, in milliseconds. */
export interface Timing {
  /** Until a connection stands; also each question asked on a short-lived one. */
  readonly connectMs: number;
  /** From an abort until the server is left, however it behaves. */
  readonly abortMs: number;
  /** From when on, and how often, it is asked whether a statement still runs. */
  readonly watchAfterMs: number;
  readonly watchEveryMs: number;
  /** How long an idle connection is good for another transaction: below the 350 s after which networks forget it. */
  readonly reuseMs: number;
  /** How often a connection that holds a lock is sent something, so that the server does not end it as idle. */
  readonly keepAliveMs: number;
  /** How long the outcome of a commit is looked for. */
  readonly lookupMs: number;
}

export const TIMING: Timing = {
  connectMs: 15_000,
  abortMs: 5_000,
  watchAfterMs: 60_000,
  watchEveryMs: 30_000,
  reuseMs: 60_000,
  keepAliveMs: 120_000,
  lookupMs: 120_000,
};

/** What is known of a server from one try to open it to the next. */
export interface Contact {
  /** True if it has answered: then it is not the address that is wrong. */
  wasReached: boolean;
}

/** What a server is opened with. */
export interface ServerOptions {
  /** For messages: a URL without any secret. */
  readonly location: string;
  readonly catalog: SqlCatalog;
  readonly address: Pick<ServerAddress, 'sslMode' | 'sslRootCert' | 'schema' | 'statementTimeoutMs'>;
  readonly timing?: Partial<Timing>;
  /** Default: nothing is known. */
  readonly contact?: Contact | undefined;
}
