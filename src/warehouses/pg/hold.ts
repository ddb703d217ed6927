import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '../../core/errors.ts';
import { afterBackend } from './cancel.ts';
import type { Connection } from './connect.ts';
import type { Connections } from './connections.ts';
import type { StatementQueue } from './queue.ts';
import { openQueue } from './session.ts';
import type { HeldConnection } from './types.ts';

/** To be sent while nothing else is. */
const KEEP_ALIVE = { name: 'keep-alive', sql: 'select 1', values: [] };

/**
 * Opens a connection that holds a lock, see `PgServer`. It is sent a statement now and then, because servers end what is idle:
 * PostgreSQL as `idle_session_timeout` and `idle_in_transaction_session_timeout` say; Redshift a session after 4 hours and an
 * open transaction after 6 hours, both of inactivity as its list of limits has it (not tried for so long).
 */
export async function holdConnection(connections: Connections, signal: AbortSignal): Promise<HeldConnection> {
  const { abortMs } = connections.timing;
  const connection = await connections.open(signal);
  const queue = openQueue(connections, connection, { isTogether: true, isSticky: false });
  const stopBeating = beat(connections, connection, queue);
  const lost = new AbortController();
  connection.lost.addEventListener('abort', () =>
    lost.abort(connections.explain(connection.lost.reason, { name: 'lock' })),
  );
  return {
    pid: connection.pid,
    execute: (...statements) => Promise.all(statements.map((statement) => queue.execute(statement))),
    lost: lost.signal,
    async end() {
      stopBeating();
      // What failed because the connection broke may be told before that.
      await nextTurn();
      if (connection.lost.aborted) {
        const enough = AbortSignal.any([signal, AbortSignal.timeout(abortMs)]);
        await afterBackend(connections, connection.pid, enough, async () => undefined).catch(() => undefined);
      }
      await connection.close();
    },
    close() {
      stopBeating();
      return connection.close();
    },
  };
}

/** Sends something at an interval until the returned function is called. It takes its turn with what else is sent. */
function beat(connections: Connections, connection: Connection, queue: StatementQueue): () => void {
  const { catalog, timing } = connections;
  const noTimeout = catalog.statement('session/set-statement-timeout', { milliseconds: 0 });
  const timer = setInterval(() => {
    if (queue.isRunning) return;
    // One that fails in a transaction has ended it, and the lock with it: that is known only where the connection is gone too.
    const giveUp = (error: unknown) =>
      connection.destroy(new Error(`connection given up, and the lock with it: ${messageOf(error)}`));
    // Taking the lock may have set a limit that is short; only the lock is on this connection.
    for (const statement of [noTimeout, KEEP_ALIVE]) queue.execute(statement).catch(giveUp);
  }, timing.keepAliveMs).unref();
  return () => clearInterval(timer);
}
