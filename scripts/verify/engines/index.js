import { holdsSecret } from '../../../dist/redact.js';
import { parseWarehouseUrl } from '../../../dist/warehouses/parse-url.js';
import { openDuckDb } from './duckdb.js';
import { openPostgres } from './postgres.js';
import { openReal } from './real.js';
import { openRedshift } from './redshift.js';

/**
 * A place for the tables. It is empty until the program has made them.
 * @typedef {object} Warehouse
 * @property {Record<string, string>} environment of the program that works on it: nothing else decides what that does
 * @property {string} folder where the program runs; there is no .env file in it
 * @property {() => Promise<void>} clear takes all away, as before the first run
 * @property {(other: Warehouse, table?: string) => Promise<void>} copyFrom gives it the content of another one of the
 *   same engine; with a table: it had that already, and only this table may differ
 * @property {(sql: string) => Promise<Record<string, string | null>[]>} query each value as text, numbers at full precision
 * @property {(sql: string) => Promise<number>} change resolves to the number of rows that it changed
 * @property {(tables: readonly string[]) => Promise<Record<string, string[] | null>>} export all rows of tables as a
 *   reader finds them at one moment, each row as a line of JSON, sorted; null for a table that is not there. Changes nothing
 */

/**
 * What a warehouse is in.
 * @typedef {object} Engine
 * @property {string} title
 * @property {number} kills moments of killing for which it is quick enough
 * @property {(name: string) => Promise<Warehouse>} warehouse a new one
 * @property {() => Promise<void>} close takes all its warehouses away
 */

/** Each opens an engine, given `{ source, folder, tmp }`: the data, and folders of its own. Add an engine here. */
const ENGINES = { duckdb: openDuckDb, postgres: openPostgres, redshift: openRedshift };

export const ENGINE_NAMES = Object.keys(ENGINES);

/**
 * @param {readonly string[]} texts values of --warehouse
 * @param {Record<string, string | undefined>} environment
 * @returns {string | { name: string, open: (workplace: object) => Promise<Engine> }[]} what is wrong, or the engines, each once
 */
export function chooseEngines(texts, environment) {
  const chosen = new Map();
  for (const text of texts.flatMap((each) => (each === 'all' ? ENGINE_NAMES : [each]))) {
    const open = Object.hasOwn(ENGINES, text) ? ENGINES[text] : chooseReal(text, environment);
    if (typeof open === 'string') return `--warehouse: ${open}`;
    chosen.set(text, { name: text, open });
  }
  return [...chosen.values()];
}

function chooseReal(text, environment) {
  if (text !== 'env' && holdsSecret(text)) {
    return 'a secret in a flag is visible to everybody on the machine; put the URL into WAREHOUSE_URL and say --warehouse env';
  }
  const url = text === 'env' ? environment.WAREHOUSE_URL : text;
  if (!url) return 'WAREHOUSE_URL is not set';
  try {
    const { dialect, address } = parseWarehouseUrl(url);
    if (dialect === 'duckdb') return 'a DuckDB file is made for this: say duckdb';
    if (address.schema !== undefined) return 'the schemas are made for this: leave schema= out of the URL';
    const s3 = [environment.LOG_DATA, environment.SONG_DATA].every((place) => place?.startsWith('s3://'));
    if (dialect === 'redshift' && !s3) return 'Redshift reads S3: set LOG_DATA and SONG_DATA to s3:// URIs of the data';
  } catch (error) {
    return `expected ${[...ENGINE_NAMES, 'all', 'env'].join(', ')} or the URL of a server: ${error.message}`;
  }
  return (workplace) => openReal(workplace, { ...environment, WAREHOUSE_URL: url });
}
