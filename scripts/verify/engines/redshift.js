import { localEnvironment } from '../workplace.js';
import { openServerEngine } from './server-engine.js';
import { startLocalServer } from './start-local-server.js';

/** The tests' stand-in for Redshift, started for this, with the data in an S3 server of its own. */
export async function openRedshift(workplace) {
  const server = await startLocalServer(['redshift', workplace.source]);
  const environment = { ...localEnvironment(workplace), ...server.environment };
  const title = 'a STAND-IN for Redshift (test/support/redshift), not Redshift: PostgreSQL behind it, and an S3 server';
  return openServerEngine({ title, kills: 5, workplace, environment, stop: server.stop });
}
