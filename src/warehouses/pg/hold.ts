import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterBackend } from './cancel.ts';
import type { Connections } from './connections.ts';
import { openQueue } from './session.ts';
import type { HeldConnection } from './types.ts';

/** Opens a connection that holds a lock, see `PgServer`. */
export async function holdConnection(connections: Connections, signal: AbortSignal): Promise<HeldConnection> {
  const { abortMs } = connections.timing;
  const connection = await connections.open(signal);
  const queue = openQueue(connections, connection, { isTogether: true, isSticky: false });
  const lost = new AbortController();
  connection.lost.addEventListener('abort', () =>
    lost.abort(connections.explain(connection.lost.reason, { name: 'lock' })),
  );
  return {
    pid: connection.pid,
    execute: (...statements) => Promise.all(statements.map((statement) => queue.execute(statement))),
    lost: lost.signal,
    async end() {
      // What failed because the connection broke may be told before that.
      await nextTurn();
      if (connection.lost.aborted) {
        const enough = AbortSignal.any([signal, AbortSignal.timeout(abortMs)]);
        await afterBackend(connections, connection.pid, enough, async () => undefined).catch(() => undefined);
      }
      await connection.close();
    },
    close: () => connection.close(),
  };
}
