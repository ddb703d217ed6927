import { afterAll } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import type { Access, Warehouse } from '../../src/core/warehouse.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { openPostgres } from '../../src/warehouses/postgres/index.ts';
import type { PostgresTarget, ServerAddress } from '../../src/warehouses/target.ts';
import type { TestDatabase } from './postgres.ts';
import { execute, NEVER, TABLES } from './warehouse.ts';

/** What leads to a test database. */
function targetOf(
  { host, port, database, user, password }: TestDatabase,
  changes: Partial<ServerAddress> = {},
): PostgresTarget {
  const server: ServerAddress = {
    ...{ host, port, database, user, password: new Secret(password), schema: undefined },
    ...{ sslMode: 'disable', sslRootCert: undefined, statementTimeoutMs: 0 },
    ...changes,
  };
  return { dialect: 'postgres', server };
}

/** Opens a PostgreSQL warehouse that the test closes. */
export function openWarehouseOn(
  database: TestDatabase,
  access: Access = 'create',
  changes: Partial<ServerAddress> = {},
): Promise<Warehouse> {
  return openPostgres(targetOf(database, changes), openCatalog('postgres'), access, { environment: {}, signal: NEVER });
}

/** A PostgreSQL warehouse with all tables and indexes in it, in a schema of its own or the default one; closed after the file's tests. */
export async function makeWarehouseOn(database: TestDatabase, schema?: string): Promise<Warehouse> {
  if (schema !== undefined) await database.query(`create schema ${schema}`);
  const catalog = openCatalog('postgres');
  const warehouse = await openWarehouseOn(database, 'create', { schema });
  afterAll(() => warehouse.close());
  const names = TABLES.flatMap((table) => [
    `create-tables/${table}`,
    ...catalog.names(`create-tables/indexes/${table}/`),
  ]);
  await execute(warehouse, ...names.map((name) => catalog.statement(name).sql));
  return warehouse;
}
