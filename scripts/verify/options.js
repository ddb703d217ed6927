import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseEngines, ENGINE_NAMES } from './engines/index.js';

export const USAGE = `usage: npm run verify -- DIR [--warehouse WHICH]... [--kills N] [--seed N]

Loads the public Sparkify data (30 days of logs, 71 songs) with the built program and checks that the tables are right.
  DIR                folder with log_data and song_data
  --warehouse WHICH  duckdb (the default); postgres, a server that is started for this; redshift, a stand-in for one; all;
                     or the URL of a real server, in whose database schemas sparkify_verify_... come and go; env: the URL
                     in WAREHOUSE_URL, where a password may stand (another place is WAREHOUSE_PASSWORD). A real Redshift
                     reads LOG_DATA and SONG_DATA in S3, with the settings of the environment: the same data as in DIR
  --kills N          moments spread over run-all at which it is killed; about half as many are aimed at commits
  --seed N           for the order of days and the moments of the kills; printed, a random one unless told`;

/**
 * @param {string[]} argv
 * @param {Record<string, string | undefined>} environment
 * @returns {string | { source: string, engines: object[], kills: number | undefined, seed: number }} what is wrong, or
 *   the options; without kills each engine has its own number
 */
export function readOptions(argv, environment) {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [folder, ...others] = positionals;
  if (folder === undefined) return 'the folder with the data is missing';
  if (others.length > 0) return `one folder is expected, found ${positionals.length}`;
  const source = resolve(folder);
  const missing = ['.', 'log_data', 'song_data'].map((name) => join(source, name)).find((path) => !isFolder(path));
  if (missing !== undefined) return `no such folder: ${missing}`;
  const kills = values.kills === undefined ? undefined : toWhole(values.kills);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : toWhole(values.seed);
  if (Number.isNaN(kills)) return `--kills: expected a whole number, found "${values.kills}"`;
  if (Number.isNaN(seed)) return `--seed: expected a whole number, found "${values.seed}"`;
  const engines = chooseEngines(values.warehouse ?? [ENGINE_NAMES[0]], environment);
  return typeof engines === 'string' ? engines : { source, engines, kills, seed };
}

function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        warehouse: { type: 'string', multiple: true },
        kills: { type: 'string' },
        seed: { type: 'string' },
      },
    });
  } catch (error) {
    return error.message;
  }
}

function toWhole(text) {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}
