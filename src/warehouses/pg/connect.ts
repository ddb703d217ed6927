import type { Socket } from 'node:net';
import type { Client, ClientConfig } from 'pg';
import { throwIfAborted } from '../../core/errors.ts';

/** An open connection. */
export interface Connection {
  readonly client: Client;
  /** Process id of the server's side. */
  readonly pid: number;
  /** Aborted when it breaks, with what the socket or the server said as its reason. */
  readonly lost: AbortSignal;
  /** The notices that came since they were taken last. */
  takeNotices(): readonly string[];
  /** True while the server owes an answer. */
  isWaiting(): boolean;
  /** Takes leave; a server that does not answer is left. */
  close(): Promise<void>;
  /** Tears the socket; who waits for an answer gets the error. */
  destroy(reason: Error): void;
}

/** How long the server may take to close its side. */
const CLOSE_MS = 2_000;

/**
 * NAT gateways and load balancers drop connections that are silent for some minutes (350 s at AWS), unseen by both
 * ends.
 */
const KEEP_ALIVE_MS = 30_000;

/**
 * Opens a connection with what `config` says. Nothing but user, database, encoding and name is sent at start-up,
 * because Redshift refuses what it does not know; PGOPTIONS, if set, is the user's own doing. Rejects with what `pg`
 * throws, or with the reason of an abort.
 */
export async function openConnection(
  config: ClientConfig,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Connection> {
  const { default: pg } = await import('pg');
  throwIfAborted(signal);
  const client = new pg.Client({
    ...config,
    ...{ application_name: 'sparkify-etl', client_encoding: 'UTF8', sslnegotiation: 'postgres' as const },
    ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS, connectionTimeoutMillis: timeoutMs },
  });
  guardParser(client);
  const connection = attach(client);
  const onAbort = () => connection.destroy(new Error('aborted'));
  signal.addEventListener('abort', onAbort);
  try {
    await client.connect();
  } catch (error) {
    connection.destroy(new Error('not connected'));
    throwIfAborted(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return connection;
}

function attach(client: Client): Connection {
  const lost = new AbortController();
  let notices: string[] = [];
  let isClosing = false;
  // Without a listener an error between two queries would end the process.
  client.on('error', (error) => lost.abort(error));
  client.on('end', () => {
    if (!isClosing) lost.abort(new Error('Connection terminated unexpectedly'));
  });
  client.on('notice', ({ message }) => notices.push(message ?? ''));
  const destroy = (reason: Error) => void socketOf(client).destroy(reason);
  return {
    client,
    get pid() {
      return (client as unknown as { processID: number | null }).processID ?? 0;
    },
    lost: lost.signal,
    takeNotices() {
      const taken = notices;
      notices = [];
      return taken;
    },
    isWaiting: () => (client as unknown as { readyForQuery?: boolean }).readyForQuery !== true,
    async close() {
      isClosing = true;
      const timer = setTimeout(() => destroy(new Error('closed')), CLOSE_MS);
      await client.end();
      clearTimeout(timer);
    },
    destroy,
  };
}

/**
 * `pg` throws at a message that it does not know, such as the login that Redshift asks of users with a SHA-256 password,
 * out of the socket's handler, where nobody can catch it. The connection is given up instead.
 */
function guardParser(client: Client): void {
  const { connection } = client as unknown as { connection: { attachListeners(stream: Socket): void } };
  const attachListeners = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attachListeners(stream);
    const parse = stream.listeners('data').at(-1) as (chunk: Buffer) => void;
    stream.off('data', parse).on('data', (chunk: Buffer) => {
      try {
        parse(chunk);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });
  };
}

/** With TLS, the socket of the TLS layer; @types/pg does not know it. */
export function socketOf(client: Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
