import type { SqlCatalog } from '../../core/statement.ts';
import type { Access, Session, Warehouse } from '../../core/warehouse.ts';
import { RunLock } from '../pg/run-lock.ts';
import { openServer } from '../pg/server.ts';
import type { PgServer } from '../pg/types.ts';
import type { RedshiftTarget, Surroundings } from '../target.ts';
import { openLogin } from './auth/index.ts';
import { REDSHIFT } from './errors/product.ts';
import { describeLocation } from './location.ts';
import { takeLock } from './lock.ts';
import { Mutex } from './mutex.ts';
import { stageFiles } from './stage/index.ts';

/** For tests: everything as it is, or some of it shorter. */
type Timing = Parameters<typeof openServer>[2]['timing'];

/**
 * A cluster or a Serverless workgroup. Unless it is only read, other runs are kept away until it is closed.
 * @throws EtlError 'warehouseBusy' if another run holds the lock; what cannot be connected to or logged in to
 */
export async function openRedshift(
  target: RedshiftTarget,
  catalog: SqlCatalog,
  access: Access,
  surroundings: Surroundings,
  timing: Timing = {},
): Promise<Warehouse> {
  const { environment, contact } = surroundings;
  const location = describeLocation(target);
  const login = openLogin(target, { environment });
  const server = openServer(login, REDSHIFT, { location, catalog, address: target.server, timing, contact });
  return redshiftOn(server, target, catalog, access, surroundings);
}

/** The warehouse of a server, whether it is there or only on paper; throws as `openRedshift` does. */
export async function redshiftOn(
  server: PgServer,
  target: Pick<RedshiftTarget, 'copyAccess' | 'copyRegion'>,
  catalog: SqlCatalog,
  access: Access,
  surroundings: Surroundings,
): Promise<Warehouse> {
  const { environment } = surroundings;
  const { location } = server;
  const take = async () => (access === 'read' ? undefined : takeLock(server, catalog, access, surroundings.signal));
  const lock = await RunLock.open(take).catch(async (error: unknown) => {
    // A connection that was used to find out who holds the lock would keep the process alive.
    await server.close();
    throw error;
  });
  const turns = new Mutex();
  return {
    dialect: 'redshift',
    location,
    transaction: async (work, signal) => server.transaction(work, await lock.guard(signal)),
    record: (work, signal) => server.transaction(work, signal),
    stage: async (load, signal) => {
      const region = target.copyRegion ?? (await surroundings.region());
      const copy = { access: target.copyAccess, environment, region };
      return stageFiles(
        { server, catalog, copy, openWork: surroundings.openWork, turns },
        load,
        await lock.guard(signal),
      );
    },
    requireFree: async (signal) => {
      // Only superusers see who else holds it; a run that begins meanwhile waits longer than this takes.
      const held = await takeLock(server, catalog, 'write', signal);
      await held?.close();
    },
    analyze: (session, tables) => analyzeTables(session, catalog, tables),
    close: () => closeAll(server, lock),
  };
}

/**
 * Counts anew what the planner knows of tables: of those that have a statement for it, the others are small. COPY does not do
 * it (STATUPDATE OFF), and automatic analysis comes later.
 */
async function analyzeTables(session: Session, catalog: SqlCatalog, tables: readonly string[]): Promise<void> {
  const wanted = new Set(tables.map((table) => `analyze/${table}`));
  const names = catalog.names('analyze/').filter((name) => wanted.has(name));
  await Promise.all(names.map((name) => session.run(catalog.statement(name))));
}

/** At once: taking leave is a round trip too. No transaction is open any more. */
async function closeAll(server: PgServer, lock: RunLock): Promise<void> {
  await Promise.all([lock.close(), server.close()]);
}
