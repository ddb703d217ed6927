import { localEnvironment } from '../workplace.js';
import { openServerEngine } from './server-engine.js';

/** Settings of the program that say what is read and how, not where the warehouse is. */
const SETTINGS_OF_READING = ['LOG_DATA', 'SONG_DATA', 'LOG_JSONPATH', 'LOG_PATTERN', 'MAX_ERRORS'];

/**
 * The server of WAREHOUSE_URL. PostgreSQL is given the files of the folder; Redshift reads what the environment says.
 * @param {{ source: string, folder: string, tmp: string }} workplace
 * @param {Record<string, string>} environment of whoever verifies: passwords, certificates, AWS
 */
export async function openReal(workplace, environment) {
  const isRedshift = environment.WAREHOUSE_URL.startsWith('redshift:');
  const { TMPDIR, ...local } = localEnvironment(workplace);
  // The home folder stays the user's own: .pgpass and .aws are there.
  const { HOME: _home, ...reading } = local;
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !SETTINGS_OF_READING.includes(name)));
  return openServerEngine({
    title: `the ${isRedshift ? 'Redshift' : 'PostgreSQL'} server of the URL`,
    kills: 5,
    workplace,
    environment: isRedshift ? { ...environment, TMPDIR } : { ...kept, ...reading, TMPDIR },
    stop: async () => {},
  });
}
