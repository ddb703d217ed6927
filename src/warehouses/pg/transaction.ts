import { throwIfAborted } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import { commitReading, commitWriting } from './commit.ts';
import type { Connections } from './connections.ts';
import { openQueue, TransactionSession } from './session.ts';
import type { PgSession } from './types.ts';
import { undo } from './undo.ts';

export const BEGIN: Statement = { name: 'begin', sql: 'begin', values: [] };

/**
 * Runs a transaction, see `PgServer`. Nothing is sent, not even the BEGIN, until the first statement is handed over.
 */
export async function runTransaction<T>(
  connections: Connections,
  work: (session: PgSession) => Promise<T>,
  signal: AbortSignal,
  first: readonly Statement[] = [],
): Promise<T> {
  const connection = await connections.take(signal);
  const queue = openQueue(connections, connection, { isTogether: true, isSticky: true }, [BEGIN, ...first]);
  const session = new TransactionSession(queue, connection.pid);
  const transaction = { connections, connection, queue };
  let undone: Promise<void> | undefined;
  const onAbort = () => {
    undone ??= undo(transaction, signal.reason);
  };
  signal.addEventListener('abort', onAbort);
  try {
    const result = await work(session);
    throwIfAborted(signal);
    // From here on the outcome is the server's: an abort must not tear a commit.
    signal.removeEventListener('abort', onAbort);
    if (session.hasWritten) await commitWriting(transaction, signal);
    else if (queue.hasBegun) await commitReading(queue);
    if (!connection.lost.aborted) connections.keep(connection, queue.hasBegun);
    return result;
  } catch (error) {
    signal.removeEventListener('abort', onAbort);
    if (undone === undefined) await undo(transaction, error);
    else {
      await undone;
      throwIfAborted(signal);
    }
    throw error;
  }
}
