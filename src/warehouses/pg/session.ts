import type { Client } from 'pg';
import type { Statement } from '../../core/statement.ts';
import type { QueryRow, ResultTable } from '../../core/warehouse.ts';
import type { Connection } from './connect.ts';
import type { Connections } from './connections.ts';
import { type QueueOptions, StatementQueue } from './queue.ts';
import { readTable } from './table.ts';
import type { PgSession, StatementResult } from './types.ts';
import { watch } from './watchdog.ts';

/** How the statements of a connection go together. */
export type QueueKind = Pick<QueueOptions, 'isTogether' | 'isSticky'>;

/**
 * The queue of a connection: the settings of its session go with the first message, then `first`, then what is handed
 * over.
 */
export function openQueue(
  connections: Connections,
  connection: Connection,
  kind: QueueKind,
  first: readonly Statement[] = [],
): StatementQueue {
  return new StatementQueue(connection, {
    ...kind,
    prologue: [...connections.settings(connection), ...first],
    explain: (error, at) => connections.explain(error, at),
    watch: () => watch(connections, connection),
  });
}

/** What works with a transaction sees of it. Failures need not be awaited: they fail the transaction anyway. */
export class TransactionSession implements PgSession {
  readonly pid: number;
  /** True once anything was handed over that may write. */
  hasWritten = false;
  readonly #queue: StatementQueue;

  constructor(queue: StatementQueue, pid: number) {
    this.#queue = queue;
    this.pid = pid;
  }

  run(statement: Statement): Promise<number> {
    return unawaited(this.execute(statement).then(({ rowCount }) => rowCount ?? 0));
  }

  query(statement: Statement): Promise<readonly QueryRow[]> {
    return unawaited(this.#queue.execute(statement).then(({ rows }) => rows));
  }

  table(statement: Statement): Promise<ResultTable> {
    const { name, sql } = statement;
    return unawaited(this.#queue.exclusively(name, (client) => readTable(client, statement), sql));
  }

  execute(statement: Statement): Promise<StatementResult> {
    this.hasWritten = true;
    return unawaited(this.#queue.execute(statement));
  }

  exclusively<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    this.hasWritten = true;
    return unawaited(this.#queue.exclusively(name, work));
  }
}

/** Node ends the process for a rejection that nobody waits for. */
function unawaited<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
