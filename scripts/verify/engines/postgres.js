import { localEnvironment } from '../workplace.js';
import { openServerEngine } from './server-engine.js';
import { startLocalServer } from './start-local-server.js';

/** A PostgreSQL server that is started for this, with files of its own, and ends with it. */
export async function openPostgres(workplace) {
  const server = await startLocalServer(['postgres']);
  const environment = { ...localEnvironment(workplace), ...server.environment };
  const title = 'PostgreSQL, a server started for this';
  return openServerEngine({ title, kills: 10, workplace, environment, stop: server.stop });
}
