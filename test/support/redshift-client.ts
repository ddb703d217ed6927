import pg from 'pg';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import './postgres-setup.ts';
import { type RedshiftOptions, type RedshiftServer, startRedshift } from './redshift/index.ts';

/** A stand-in for Redshift of the test file's own, and connections to it that are closed after each test. */
export interface RedshiftForTests {
  readonly server: RedshiftServer;
  /** A connected client that takes what the server sends as it is. */
  connect(config?: pg.ClientConfig): Promise<pg.Client>;
}

/** To be called at the top level of a file or in a `describe`. */
export function useRedshift(options: Omit<RedshiftOptions, 'postgres'> = {}): RedshiftForTests {
  const started: { server?: RedshiftServer } = {};
  const clients: pg.Client[] = [];
  const server = () => {
    if (started.server === undefined) throw new Error('the server is started before the first test');
    return started.server;
  };
  beforeAll(async () => {
    started.server = await startRedshift({ postgres: inject('postgres'), ...options });
  });
  afterEach(async () => {
    server().faults.clear();
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
  });
  afterAll(() => started.server?.stop());
  return {
    get server() {
      return server();
    },
    async connect(config = {}) {
      const client = new pg.Client({ ...configOf(server()), ...config });
      // Tests cut connections; what matters is what the statement that waits is told.
      client.on('error', () => undefined);
      clients.push(client);
      await client.connect();
      return client;
    },
  };
}

/** How pg logs in. */
export function configOf({ host, port, database, user, password }: RedshiftServer): pg.ClientConfig {
  return { host, port, database, user, password, ssl: false };
}
