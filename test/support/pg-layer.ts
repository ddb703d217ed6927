import type { ClientConfig } from 'pg';
import { afterAll } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import type { SqlValue, Statement } from '../../src/core/statement.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import type { ServerOptions, Timing } from '../../src/warehouses/pg/options.ts';
import { openServer } from '../../src/warehouses/pg/server.ts';
import type { PgServer, Product } from '../../src/warehouses/pg/types.ts';
import type { TestDatabase } from './postgres.ts';

export const POSTGRES: Product = { dialect: 'postgres', name: 'PostgreSQL', rules: [], explain: () => undefined };

/** Where connections go in the place of the database's own address: to a proxy. */
interface Via {
  readonly host: string;
  readonly port: number;
}

export interface TestServerOptions {
  readonly via?: Via;
  readonly timing?: Partial<Timing>;
  readonly address?: Partial<ServerOptions['address']>;
  readonly product?: Product;
  readonly login?: Partial<ClientConfig>;
}

/** The connection layer on a test database, closed after the file's tests. */
export function openTestServer(
  { host, port, user, password, database }: TestDatabase,
  { via, timing = {}, address = {}, product = POSTGRES, login = {} }: TestServerOptions = {},
): PgServer {
  const server = openServer(async () => ({ host, port, user, password, database, ...via, ...login }), product, {
    location: `postgres://${host}/${database}`,
    catalog: openCatalog('postgres'),
    address: { sslMode: 'disable', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0, ...address },
    timing,
  });
  afterAll(() => server.close());
  return server;
}

/** A statement that stands in no file. */
export function sql(text: string, ...values: readonly SqlValue[]): Statement {
  return { name: 'test/statement', sql: text, values };
}

/** The explained error that something fails with; fails if it does not, or with another. */
export async function failureFrom(work: Promise<unknown>): Promise<EtlError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof EtlError) return error;
  throw error;
}

/** The table that tells which transactions were committed. */
export const COMMITS = 'create table etl_commits (token varchar(64) not null, committed_at timestamp not null)';

/** Resolves when `isTrue` does; for what a server does in its own time. */
export async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
