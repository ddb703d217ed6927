import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runNode } from './child.js';
import { TOOL } from './paths.js';
import { writePlan } from './plan.js';

const BARE_LOAD = fileURLToPath(new URL('../baselines/bare-load.js', import.meta.url));

/**
 * `run-all` of some days by the tool, and the same work by a bare script, as sides of a comparison.
 * @param {object} load
 * @param {{logs: string, songs: string}} load.sample
 * @param {string[]} load.days in order and without a gap
 * @param {string} load.database DuckDB file that is written; each run begins anew
 * @param {string} [load.startFrom] DuckDB file to begin with; none: begin without a file
 */
export function loadSides({ sample, days, database, startFrom }) {
  const prepare = () => putDatabase(database, startFrom);
  return [
    { label: 'sparkify-etl', prepare, run: () => runAll({ sample, days, database }) },
    { label: 'bare script', prepare, run: async () => runBare(await writePlan({ database, ...sample, days })) },
  ];
}

/** Runs `run-all` for days that follow each other; the run carries `plays` beside what it used. */
export async function runAll({ sample: { logs, songs }, days, database }) {
  const places = ['--warehouse', `duckdb:${database}`, '--log-data', logs, '--song-data', songs];
  const chosen = days.length === 1 ? ['--date', days[0]] : ['--from', days[0], '--to', days.at(-1)];
  const result = await runNode({ args: [TOOL, 'run-all', '--json', ...chosen, ...places] });
  const summary = JSON.parse(result.stdout.trimEnd().split('\n').at(-1));
  return { ...result, plays: summary.summary.plays };
}

async function runBare(plan) {
  const result = await runNode({ args: [BARE_LOAD, plan] });
  return { ...result, plays: JSON.parse(result.stdout) };
}

/** Puts a copy of a DuckDB file in place, or nothing. */
export function putDatabase(database, startFrom) {
  rmSync(database, { force: true });
  rmSync(`${database}.wal`, { force: true });
  if (startFrom !== undefined) copyFileSync(startFrom, database);
}

/** Throws if two sides did not come to the same plays: then they did not do the same work, and a ratio means nothing. */
export function requireSamePlays(results) {
  const plays = [...results.values()].flat().map((run) => JSON.stringify(run.plays));
  if (new Set(plays).size > 1) throw new Error(`the sides loaded different plays: ${[...new Set(plays)].join(' ')}`);
}
