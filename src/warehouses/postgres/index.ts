import type { SqlCatalog } from '../../core/statement.ts';
import type { Access, Warehouse } from '../../core/warehouse.ts';
import { passwordLogin } from '../pg/login.ts';
import { RunLock } from '../pg/run-lock.ts';
import { openServer } from '../pg/server.ts';
import type { Login, PgServer, Product } from '../pg/types.ts';
import type { PostgresTarget, ServerAddress, Surroundings } from '../target.ts';
import { analyzeTables } from './analyze.ts';
import { lockSchema, refuseHolder, shareWork } from './lock.ts';
import { stageFiles } from './stage.ts';

export const POSTGRES: Product = {
  dialect: 'postgres',
  name: 'PostgreSQL',
  // The shared rules are PostgreSQL's own.
  rules: [],
  explain: () => undefined,
};

/**
 * A PostgreSQL server. Opening it connects: unless it is only read, other runs are kept away from its schema until it is closed.
 * @param environment the process's variables, where PGHOST, PGUSER, PGPASSWORD and so on are looked for
 * @throws EtlError 'warehouseBusy' if another run has the schema, 'usage' if there is no such schema; what connecting throws
 */
export async function openPostgres(
  { server: address }: PostgresTarget,
  catalog: SqlCatalog,
  access: Access,
  { environment, signal, contact }: Pick<Surroundings, 'environment' | 'signal' | 'contact'>,
): Promise<Warehouse> {
  const login = passwordLogin(address, environment);
  const location = await locate(login, address.schema);
  return postgresOn(openServer(login, POSTGRES, { location, catalog, address, contact }), {
    address,
    catalog,
    access,
    signal,
  });
}

/** What is done with a server, whether it is there or only on paper. */
interface Use {
  readonly address: Pick<ServerAddress, 'schema'>;
  readonly catalog: SqlCatalog;
  readonly access: Access;
  readonly signal: AbortSignal;
}

/** The warehouse in a schema of a server; throws as `openPostgres` does. */
export async function postgresOn(server: PgServer, { address, catalog, access, signal }: Use): Promise<Warehouse> {
  const { location } = server;
  const lock = await RunLock.open(async () =>
    access === 'read' ? undefined : lockSchema(server, catalog, address.schema, signal),
  );
  if (access === 'create') {
    await server.aside([catalog.statement('create-tables/etl_commits')]).catch(async (error: unknown) => {
      await lock.close();
      throw error;
    });
  }
  const first = [access === 'read' ? catalog.statement('session/read-only') : shareWork(catalog)];
  return {
    dialect: 'postgres',
    location,
    transaction: async (work, signal) => server.transaction(work, await lock.guard(signal), first),
    record: (work, signal) => server.transaction(work, signal),
    stage: async (load, signal) => stageFiles(server, catalog, load, await lock.guard(signal), first),
    requireFree: (signal) => server.transaction((session) => refuseHolder(session, catalog, location), signal),
    analyze: (session, tables) => analyzeTables(session, catalog, tables),
    close: async () => {
      await server.close();
      await lock.close();
    },
  };
}

/** Where the server is, without the user and the password. */
export async function locate(login: Login, schema: string | undefined): Promise<string> {
  const { host = '', port, database } = await login();
  const name = encodeURIComponent(String(database));
  const query = new URLSearchParams(schema === undefined ? {} : { schema });
  // The folder of a Unix socket has no place before the port.
  if (host.startsWith('/')) query.set('host', host);
  const place = host.startsWith('/') ? '' : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return `postgres://${place}/${name}${query.size === 0 ? '' : `?${query}`}`;
}
