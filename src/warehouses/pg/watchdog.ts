import { backendState } from './cancel.ts';
import type { Connection } from './connect.ts';
import type { Connections } from './connections.ts';

/** How often in a row the server must say that it has finished, before the connection is given up. */
const TIMES = 2;

/**
 * Watches over a message until the returned function is called. A network between may drop a silent connection unseen
 * by both ends: the server finishes and we wait for ever. So from a while on the server is asked, on another
 * connection, whether it still works; if it has finished, and is found so again, our connection is torn, which is an
 * error that passes.
 */
export function watch(connections: Connections, connection: Connection): () => void {
  const { watchAfterMs, watchEveryMs, connectMs } = connections.timing;
  let finished = 0;
  let timer: NodeJS.Timeout;
  let isOver = false;
  const look = async () => {
    const state = await backendState(connections, connection.pid, AbortSignal.timeout(connectMs)).catch(
      () => 'unknown',
    );
    if (isOver) return;
    finished = connection.isWaiting() && (state === 'waiting' || state === 'gone') ? finished + 1 : 0;
    if (finished === TIMES) return connection.destroy(new LostAnswerError());
    timer = setTimeout(look, watchEveryMs);
  };
  timer = setTimeout(look, watchAfterMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** The server has finished, but its answer did not arrive. */
class LostAnswerError extends Error {
  constructor() {
    super('connection given up: the server finished the statement, but its answer did not arrive');
  }
}
