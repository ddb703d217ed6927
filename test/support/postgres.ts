import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import './postgres-setup.ts';
import type { PostgresAddress } from './postgres-server.ts';

/** A database of the test file's own, on the server that the test run shares. */
export interface TestDatabase extends PostgresAddress {
  readonly database: string;
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Runs SQL on a connection that stays open; several statements may stand in one text. Values as `pg` gives them. */
  query<Row extends Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Makes an empty database that is dropped after the test file, whoever is still connected to it. To be called where
 * `afterAll` may be: at the top level of a file or in a `describe`, not in a hook or test.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const address = inject('postgres');
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onServer(address, 'postgres', `create database ${database}`);
  const client = openClient(address, database);
  await client.connect();
  afterAll(async () => {
    await client.end();
    await onServer(address, 'postgres', `drop database ${database} with (force)`);
  });
  return {
    ...address,
    database,
    url: postgresUrl(address, database),
    query: async (sql, values = []) => {
      const result = values.length === 0 ? await client.query(sql) : await client.query(sql, [...values]);
      return result.rows;
    },
  };
}

/** The URL of a database, with the password in it. */
function postgresUrl({ host, port, user, password }: PostgresAddress, database: string): string {
  return `postgres://${user}:${password}@${host}:${port}/${database}`;
}

async function onServer(address: PostgresAddress, database: string, sql: string): Promise<void> {
  const client = openClient(address, database);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function openClient(address: PostgresAddress, database: string): pg.Client {
  const client = new pg.Client({ ...address, database, ssl: false });
  // A test may end every connection of a server; nobody waits for an answer here then.
  client.on('error', () => undefined);
  return client;
}
