// A PostgreSQL server of its own on the loopback interface, in a mode where nothing has to survive a crash. To be started by
// servant.js: says how to get there.
import pg from 'pg';
import { importTypeScript } from '../../scripts/support/import-typescript.js';
import { serve } from './servant.js';

const SETTINGS = { wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '8GB', shared_buffers: '512MB' };

const { startPostgres } = await importTypeScript('test/support/postgres-server.ts');
const { host, port, user, password, stop } = await startPostgres({ settings: SETTINGS });
const client = new pg.Client({ host, port, user, password, database: 'postgres' });
await client.connect();

serve(
  { url: `postgres://${user}@${host}:${port}/postgres`, password },
  {
    query: async (sql) => (await client.query(sql)).rows,
    stop: async () => {
      await client.end();
      await stop();
    },
  },
);
