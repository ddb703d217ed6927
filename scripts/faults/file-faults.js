import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * What goes wrong with the file of a DuckDB.
 * @typedef {object} FileFault
 * @property {string} name
 * @property {readonly number[]} codes exit codes that are right
 * @property {readonly string[]} moments
 * @property {(lane: object, moment: string) => Promise<import('./points.js').Armed>} arm
 */

const WAREHOUSE = [5];
const BUSY = [6];
/** Somewhere a limit is wide enough. */
const PERHAPS = [0, 5];

const KIB = 1024;
const LIMITS = [
  0, 4, 12, 16, 64, 128, 268, 270, 300, 400, 524, 600, 780, 1040, 1300, 2000, 3000, 4000, 6000, 8000, 9000, 12000,
];

/** @type {readonly FileFault[]} */
export const FILE_FAULTS = [
  { name: 'file in use by another process', codes: BUSY, moments: ['from the start'], arm: armHolder },
  { name: 'disk full', codes: PERHAPS, moments: LIMITS.map((size) => `files up to ${size} KiB`), arm: armLimit },
  { name: 'file that may only be read', codes: WAREHOUSE, moments: ['from the start'], arm: armReadOnly },
  { name: 'no temporary folder', codes: WAREHOUSE, moments: ['from the start'], arm: armNoTmp },
];

const isAlways = () => true;
const nothing = async () => {};

const HOLD = `
  const { DuckDBInstance } = require(process.argv[1]);
  DuckDBInstance.create(process.argv[2]).then(() => console.log('open'));
  process.stdin.resume().on('end', () => process.exit());
`;

async function armHolder({ warehouse }) {
  const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
  const holder = spawn(process.execPath, ['-e', HOLD, driver, warehouse.file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const disarm = async () => {
    holder.stdin.end();
    await once(holder, 'exit');
  };
  return { isHit: isAlways, disarm };
}

/** What a full disk is to whoever writes: writing fails. POSIX counts in blocks of 512 bytes. */
async function armLimit(_lane, moment) {
  const blocks = (Number(/\d+/.exec(moment)[0]) * KIB) / 512;
  return { via: ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh'], isHit: isAlways, disarm: nothing };
}

/** To the administrator files are never read-only. */
async function armReadOnly({ warehouse: { file, folder } }) {
  const modes = existsSync(file) ? [[file, 0o444, 0o644]] : [[dirname(file), 0o555, 0o755]];
  const opened = [dirname(file), folder].map((path) => [path, 0o777, 0o700]);
  for (const [path, mode] of [...opened, ...modes]) chmodSync(path, mode);
  const disarm = async () => {
    for (const [path, , mode] of [...modes, ...opened]) chmodSync(path, mode);
  };
  const isRoot = process.getuid?.() === 0;
  const via = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  return { via, isHit: isAlways, disarm };
}

async function armNoTmp({ warehouse }) {
  return { environment: { TMPDIR: join(warehouse.folder, 'none') }, isHit: isAlways, disarm: nothing };
}
