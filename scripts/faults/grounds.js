import { importTypeScript } from '../support/import-typescript.js';
import { openDuckDb } from '../verify/engines/duckdb.js';
import { openServerEngine } from '../verify/engines/server-engine.js';
import { localEnvironment, openWorkplace } from '../verify/workplace.js';
import { openS3, takeLeftovers } from './lane.js';
import { startMessageProxy } from './message-proxy.js';

/** Records that may be set aside; short waits. */
const SETTINGS = { MAX_ERRORS: '20', RETRY_DELAY: '50ms', NO_COLOR: '1' };

/** Opens a lane on each engine, given the servers' starters and a PostgreSQL. Add an engine here. */
const ENGINES = { duckdb: openFile, postgres: openPostgresLane, redshift: openStandIn };

export const ENGINE_NAMES = Object.keys(ENGINES);

/**
 * What lanes share.
 * @returns {Promise<{ open: (engine: string) => Promise<import('./lane.js').Lane>, close: () => Promise<void> }>}
 */
export async function openGround() {
  const { startS3 } = await importTypeScript('test/support/s3.ts');
  const { startFaultProxy } = await importTypeScript('test/support/fault-proxy.ts');
  let postgres;
  const parts = { startS3, startFaultProxy, postgres: () => (postgres ??= startServer()) };
  return {
    open: (engine) => openLane(ENGINES[engine], parts),
    close: async () => (await postgres)?.stop(),
  };
}

async function startServer() {
  const { startPostgres } = await importTypeScript('test/support/postgres-server.ts');
  return startPostgres();
}

async function openLane(openEngine, parts) {
  const s3 = await openS3(parts);
  // The data is in S3.
  const workplace = openWorkplace('/');
  const environment = { ...localEnvironment(workplace), ...s3.environment, ...SETTINGS };
  const { engine, messages, disturb, stop } = await openEngine({ workplace, environment, s3, parts });
  const place = async (name) => {
    const opened = await engine.warehouse(name);
    return { ...opened, environment: { ...opened.environment, ...environment } };
  };
  const [warehouse, scratch] = [await place('disturbed'), await place('scratch')];
  return {
    ...{ warehouse, scratch, place, messages, bucket: s3.bucket, watchS3: s3.watch },
    disturbed: { ...warehouse.environment, ...s3.disturbed, ...disturb(warehouse.environment) },
    takeLeftovers: () => takeLeftovers(workplace.tmp, s3.bucket),
    async close() {
      await messages?.stop();
      await engine.close();
      await stop();
      await s3.stop();
      workplace.close();
    },
  };
}

const nothing = async () => {};

async function openFile({ workplace }) {
  return { engine: await openDuckDb(workplace), disturb: () => ({}), stop: nothing };
}

async function openPostgresLane({ workplace, environment, parts }) {
  const { host, port, user, password } = await parts.postgres();
  const url = `postgres://${user}:${password}@${host}:${port}/postgres?sslmode=disable`;
  return openServer({ workplace, environment: { ...environment, WAREHOUSE_URL: url }, host, port, stop: nothing });
}

async function openStandIn({ workplace, environment, s3, parts }) {
  const { startRedshift } = await importTypeScript('test/support/redshift/index.ts');
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = s3.environment;
  const cluster = { endpoint: s3.cluster.endpoint, accessKeyId, secretAccessKey };
  const redshift = await startRedshift({ postgres: await parts.postgres(), s3: cluster });
  const { host, port } = redshift;
  // Where a lane's warehouses work must not be the same, but they take turns.
  Object.assign(environment, { ...redshift.environment, WORK_URI: s3.workUri });
  delete environment.WAREHOUSE_URL;
  const own = { ...environment, ...redshift.environment };
  return openServer({ workplace, environment: own, host, port, stop: () => redshift.stop() });
}

async function openServer({ workplace, environment, host, port, stop }) {
  const engine = await openServerEngine({ title: '', kills: 0, workplace, environment, stop });
  const messages = await startMessageProxy({ host, port });
  const disturb = ({ WAREHOUSE_URL: url }) => ({
    WAREHOUSE_URL: url.replace(`@${host}:${port}/`, `@${messages.host}:${messages.port}/`),
  });
  return { engine, messages, disturb, stop: nothing };
}
