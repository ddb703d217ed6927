import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { throwIfAborted } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { QueryRow, Session } from '../../core/warehouse.ts';
import { explain } from './errors.ts';
import { toTable } from './table.ts';

/** Begins a transaction. The progress bar is kept, not printed: for those who ask how far a statement is. */
export const BEGIN = 'set enable_progress_bar = true; set enable_progress_bar_print = false; begin transaction';
export const COMMIT = 'commit';

/**
 * Runs work in a transaction of an open file, on a connection of its own: commits when it resolves, rolls back when it throws. An
 * abort interrupts the statement that runs.
 *
 * @param path the file, for messages
 */
export async function runTransaction<T>(
  instance: DuckDBInstance,
  path: string,
  work: (session: Session) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  throwIfAborted(signal);
  const connection = await instance.connect();
  const { session, end } = openSession(connection, path, signal);
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    await connection.run(BEGIN);
    const result = await work(session);
    throwIfAborted(signal);
    // From here on the outcome is the engine's: an abort must not tear a commit.
    signal.removeEventListener('abort', interrupt);
    await connection.run(COMMIT).catch((error: unknown) => {
      throw explain(error, path, 'commit');
    });
    return result;
  } catch (error) {
    await end();
    // Fails if the engine has rolled back already; the error that led here is the one that counts.
    await connection.run('rollback').catch(() => undefined);
    throwIfAborted(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.disconnectSync();
  }
}

const WATCH_INTERVAL_MS = 200;

/** Tells how far a statement is while it runs. */
async function watching<T>(
  connection: DuckDBConnection,
  onShare: ((share: number) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (onShare === undefined) return work();
  const timer = setInterval(() => {
    // -1 while the engine does not know yet.
    const { percentage } = connection.progress;
    if (percentage > 0) onShare(Math.min(percentage / 100, 1));
  }, WATCH_INTERVAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A session, and what ends it: statements that have not begun never will, and the one that runs is stopped. */
function openSession(connection: DuckDBConnection, path: string, signal: AbortSignal) {
  // A connection runs one statement at a time: tasks that run at once take turns.
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const inTurn = <T>(statement: Statement, work: () => Promise<T>): Promise<T> => {
    const result = last.then(async () => {
      throwIfAborted(signal);
      if (isOver) throw new Error(`${statement.name}: not run, the transaction is over`);
      return work();
    });
    last = result.catch(() => undefined);
    return result.catch((error: unknown) => {
      throwIfAborted(signal);
      throw explain(error, path, statement.name);
    });
  };
  const session: Session = {
    run: (statement, onShare) =>
      inTurn(statement, () =>
        watching(connection, onShare, async () => {
          const result = await connection.run(statement.sql, [...statement.values]);
          return result.rowsChanged;
        }),
      ),
    query: (statement) =>
      inTurn(statement, async () => {
        const reader = await connection.runAndReadAll(statement.sql, [...statement.values]);
        return reader.getRowObjectsJson() as readonly QueryRow[];
      }),
    table: (statement) =>
      inTurn(statement, async () => toTable(await connection.runAndReadAll(statement.sql, [...statement.values]))),
  };
  // Two statements at once on one connection, or one on a closed connection, crash the process.
  const end = () => {
    isOver = true;
    connection.interrupt();
    return last;
  };
  return { session, end };
}
