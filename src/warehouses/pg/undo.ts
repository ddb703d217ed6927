import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Statement } from '../../core/statement.ts';
import { afterBackend, cancelBackend } from './cancel.ts';
import type { Connection } from './connect.ts';
import type { Connections } from './connections.ts';
import { sendTogether } from './message.ts';
import type { StatementQueue } from './queue.ts';

const ROLLBACK: Statement = { name: 'rollback', sql: 'rollback', values: [] };

/** A cancel that overtakes its statement on the way to the server does nothing, so it is sent again. */
const CANCEL_EVERY_MS = 500;

/** Share of the time that is left for ending the server's process, where cancelling did not help. */
const SHARE_FOR_CANCEL = 0.6;

/** A transaction under way. */
export interface Transaction {
  readonly connections: Connections;
  readonly connection: Connection;
  readonly queue: StatementQueue;
}

/**
 * Stops what a transaction runs, rolls it back and closes its connection; what waits gets `reason`. Never rejects, and
 * takes no longer than an abort may: a server that does not react is left alone with it.
 */
export async function undo(transaction: Transaction, reason: unknown): Promise<void> {
  const { connections, connection, queue } = transaction;
  const { abortMs } = connections.timing;
  const deadline = Date.now() + abortMs;
  queue.fail(reason);
  // What failed a moment ago is about to leave the queue, and need not be cancelled.
  await nextTurn();
  await cancel(transaction, deadline - abortMs * (1 - SHARE_FOR_CANCEL));
  if (queue.isRunning)
    connection.destroy(new Error('connection given up: the statement could not be cancelled in time'));
  if (connection.lost.aborted || queue.isRunning) await endBackend(transaction, deadline);
  else await rollBack(transaction, deadline);
  await connection.close();
}

async function cancel({ connections, connection, queue }: Transaction, deadline: number): Promise<void> {
  while (queue.isRunning && !connection.lost.aborted && Date.now() < deadline) {
    // If it fails, there is another attempt, and an end to all of them.
    await cancelBackend(connections, connection.pid, until(deadline)).catch(() => undefined);
    await Promise.race([queue.settled(), pause(Math.min(CANCEL_EVERY_MS, deadline - Date.now()))]);
  }
}

/** Without a connection the server may not have noticed, and go on: it would be in the way of the next attempt. */
async function endBackend({ connections, connection }: Transaction, deadline: number): Promise<void> {
  await afterBackend(connections, connection.pid, until(deadline), async () => undefined).catch(() => undefined);
}

async function rollBack({ connection, queue }: Transaction, deadline: number): Promise<void> {
  if (!queue.hasBegun) return;
  const done = sendTogether(connection.client, [ROLLBACK], () => undefined).catch(() => undefined);
  await Promise.race([done, pause(deadline - Date.now())]);
}

function until(deadline: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, deadline - Date.now()));
}

function pause(ms: number): Promise<void> {
  return sleep(Math.max(0, ms), undefined, { ref: false });
}
