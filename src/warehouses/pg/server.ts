import type { Statement } from '../../core/statement.ts';
import { Connections } from './connections.ts';
import { holdConnection } from './hold.ts';
import type { ServerOptions } from './options.ts';
import { openQueue } from './session.ts';
import { runTransaction } from './transaction.ts';
import type { Login, PgServer, Product, StatementResult } from './types.ts';

const NEVER = new AbortController().signal;

/** A server that speaks PostgreSQL's protocol. Connects only when it is first asked for something. */
export function openServer(login: Login, product: Product, options: ServerOptions): PgServer {
  const connections = new Connections(login, product, options);
  return {
    location: options.location,
    transaction: (work, signal, first) => runTransaction(connections, work, signal, first),
    aside: (statements) => runAside(connections, statements),
    hold: (signal = NEVER) => holdConnection(connections, signal),
    close: () => connections.close(),
  };
}

/** Each statement is a message of its own: VACUUM refuses to share one. */
async function runAside(
  connections: Connections,
  statements: readonly Statement[],
): Promise<readonly StatementResult[]> {
  const connection = await connections.take(NEVER);
  try {
    const queue = openQueue(connections, connection, { isTogether: false, isSticky: true });
    const results = await Promise.all(statements.map((statement) => queue.execute(statement)));
    await queue.settled();
    connections.keep(connection, queue.hasBegun);
    return results;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
