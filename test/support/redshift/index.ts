import { createServer, type Server } from 'node:net';
import { Cluster, type LoggedStatement } from './cluster.ts';
import { Connection } from './connection.ts';
import type { Faults } from './faults.ts';
import { DEFAULT_ROLE, DEFAULT_USER, type RedshiftOptions } from './options.ts';

export { RedshiftError } from './error.ts';
export { DEFAULT_ROLE, type RedshiftOptions } from './options.ts';
export { serializationViolation, snapshotConflict } from './session/errors.ts';

/** A server that a client takes for Redshift, alone on a port of the loopback interface. */
export interface RedshiftServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `redshift://user:password@host:port/dev?sslmode=…`, for the first user. */
  url(options?: UrlOptions): string;
  /** What the tool needs in its environment to use this server. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Every statement that clients sent, in order. */
  readonly statements: readonly LoggedStatement[];
  /** How often clients sent something and got an answer, start-ups included. */
  roundTrips(): number;
  /** Who is connected now, or was. */
  readonly connections: readonly ConnectionInfo[];
  /** Runs PostgreSQL's own SQL in the database behind, as a superuser: to look, and to prepare. */
  inspect(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

interface UrlOptions {
  readonly schema?: string;
  /** Default: disable, or require where the server has a certificate. */
  readonly sslMode?: string;
}

interface ConnectionInfo {
  /** Undefined until the login. */
  readonly pid: number | undefined;
  readonly applicationName: string | undefined;
  readonly roundTrips: number;
  readonly isOpen: boolean;
}

/** Starts a stand-in for Redshift in front of a PostgreSQL, with a fresh database behind it. */
export async function startRedshift(options: RedshiftOptions): Promise<RedshiftServer> {
  const cluster = await Cluster.create(options);
  const connections: Connection[] = [];
  const server = createServer((socket) => connections.push(new Connection(cluster, socket)));
  const port = await listen(server);
  const { name: user, password } = cluster.users[0] ?? DEFAULT_USER;
  const url = ({ schema, sslMode = options.tls === undefined ? 'disable' : 'require' }: UrlOptions = {}) => {
    const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
    const tail = schema === undefined ? '' : `&schema=${schema}`;
    return `redshift://${login}@127.0.0.1:${port}/${cluster.database}?sslmode=${sslMode}${tail}`;
  };
  return {
    ...{ host: '127.0.0.1', port, database: cluster.database, user, password, url, faults: cluster.faults },
    statements: cluster.statements,
    environment: { WAREHOUSE_URL: url(), IAM_ROLE: cluster.roles.attached[0] ?? DEFAULT_ROLE },
    roundTrips: () => connections.reduce((sum, { wire }) => sum + wire.roundTrips, 0),
    get connections() {
      return connections.map(infoOf);
    },
    inspect: (sql, values) => cluster.inspect(sql, values),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const { wire } of connections) wire.destroy();
      await cluster.stop();
      await closed;
    },
  };
}

function infoOf({ session, wire }: Connection): ConnectionInfo {
  return {
    pid: session?.pid,
    applicationName: session?.applicationName,
    roundTrips: wire.roundTrips,
    isOpen: !wire.closed.aborted,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
