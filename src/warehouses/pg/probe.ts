import { lookup } from 'node:dns/promises';
import { connect, type NetConnectOpts } from 'node:net';
import { throwIfAborted } from '../../core/errors.ts';
import { Connections } from './connections.ts';
import { type ServerOptions, TIMING } from './options.ts';
import { type TlsFacts, tlsFacts } from './tls-facts.ts';
import type { Login, Product } from './types.ts';

/** Where a login leads. */
interface LoginAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The steps of a connection, one by one, to find out which of them fails. Each throws what connecting would throw. */
export interface ServerProbe {
  readonly location: string;
  /** Address and user, from the settings or from AWS. */
  login(): Promise<LoginAddress>;
  /** Looks the name up and opens a bare connection; resolves to the addresses of the name, none for a socket of this machine. */
  reach(address: LoginAddress, signal: AbortSignal): Promise<readonly string[]>;
  /** Logs in and leaves; resolves to what was agreed upon for TLS, undefined for none. */
  connect(signal: AbortSignal): Promise<TlsFacts | undefined>;
}

export function probeServer(login: Login, product: Product, options: ServerOptions): ServerProbe {
  const connections = new Connections(login, product, options);
  const explained = (error: unknown) => {
    throw connections.explain(error);
  };
  return {
    location: options.location,
    login: async () => {
      const { host = '', port = 0, database = '', user = '' } = await login();
      return { host, port, database, user };
    },
    reach: ({ host, port }, signal) => reach(host, port, signal).catch(explained),
    connect: async (signal) => {
      const connection = await connections.open(signal);
      const facts = tlsFacts(connection.client);
      await connection.close();
      return facts;
    },
  };
}

async function reach(host: string, port: number, signal: AbortSignal): Promise<readonly string[]> {
  if (host.startsWith('/')) {
    await open({ path: `${host}/.s.PGSQL.${port}` }, signal);
    return [];
  }
  const found = await lookup(host, { all: true });
  await open({ host, port }, signal);
  return found.map(({ address }) => address);
}

function open(place: NetConnectOpts, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, timeout: TIMING.connectMs });
    const onAbort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', onAbort);
    socket.on('timeout', () => socket.destroy(new Error('timeout expired')));
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('close', () => signal.removeEventListener('abort', onAbort));
  });
}
