import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chooseEngines } from '../verify/engines/index.js';
import { openWorkplace } from '../verify/workplace.js';
import { makeData } from './data.js';

/** Records that may be set aside; short waits. */
const SETTINGS = { MAX_ERRORS: '20', RETRY_DELAY: '100ms', NO_COLOR: '1' };

/**
 * An engine with data that changes once, in folders that are removed in the end.
 * @typedef {object} Workbench
 * @property {string} title
 * @property {string} name of the engine: duckdb, postgres or redshift
 * @property {import('./data.js').Data} data
 * @property {(name: string) => Promise<Place>} place a warehouse of its own, empty
 * @property {() => Promise<void>} arrive brings the later state of the data to where the program reads it
 * @property {() => Promise<void>} close
 *
 * A warehouse as scripts/verify has it, with a temporary folder and a work area of its own.
 * @typedef {import('../verify/engines/index.js').Warehouse & {
 *   name: string,
 *   leftovers: () => Promise<string[]>, objects in the work area
 *   folders: () => string[], what is in the temporary folder
 * }} Place
 */

/**
 * @param {'duckdb' | 'postgres' | 'redshift'} name
 * @param {string | undefined} given folder with data; undefined: a sample
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(name, given) {
  const workplace = openWorkplace(undefined);
  const data = makeData(join(workplace.folder, 'source'), given);
  const [{ open }] = chooseEngines([name], {});
  const engine = await open({ ...workplace, source: data.folder }).catch((error) => {
    workplace.close();
    throw error;
  });
  let s3;
  return {
    name,
    title: engine.title,
    data,
    place: async (place) => {
      const opened = withSettings(await engine.warehouse(place), place);
      const { TMPDIR } = opened.environment;
      mkdirSync(TMPDIR);
      s3 ??= bucketOf(opened.environment);
      const leftovers = async () => (s3 === undefined ? [] : keysBelow(s3, `work/${place}/`));
      return { ...opened, name: place, leftovers, folders: () => readdirSync(TMPDIR) };
    },
    arrive: async () => {
      data.arrive();
      if (s3 !== undefined) for (const [path, content] of data.news) await put(s3, path, content);
    },
    close: async () => {
      await engine.close();
      workplace.close();
    },
  };
}

function withSettings(warehouse, place) {
  const { WORK_URI, TMPDIR } = warehouse.environment;
  const own = { TMPDIR: join(TMPDIR, place), ...(WORK_URI === undefined ? {} : { WORK_URI: `${WORK_URI}/${place}` }) };
  return { ...warehouse, environment: { ...warehouse.environment, ...SETTINGS, ...own } };
}

/** URL of the bucket that the program reads, if it reads one. The server of the tests asks nobody for a signature. */
function bucketOf({ LOG_DATA, AWS_ENDPOINT_URL_S3 }) {
  const bucket = /^s3:\/\/([^/]+)\//.exec(LOG_DATA)?.[1];
  return bucket === undefined ? undefined : `${AWS_ENDPOINT_URL_S3}/${bucket}`;
}

async function put(bucket, path, body) {
  const url = `${bucket}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const answer = await fetch(url, { method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } });
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
}

async function keysBelow(bucket, prefix) {
  const answer = await fetch(`${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`cannot list ${prefix}: ${answer.status} ${text}`);
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
}
