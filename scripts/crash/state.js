import { differencesBetween, TABLES } from '../verify/tables.js';

/** What the ledger says; columns that differ from run to run are left out. */
const LEDGER = [
  'staging_rejects',
  'etl_files',
  'etl_staged_days',
  'etl_published_days',
  'etl_restaged_days',
  'etl_stale_songs',
  'etl_stale_times',
  'etl_stale_users',
];
/** The table of runs. */
export const RUNS = 'etl_runs';
/** What is kept of runs. */
const HISTORY = [RUNS, 'etl_run_days', 'etl_tasks', 'etl_check_results', 'etl_check_failures'];
const OF_ONE_RUN = new Set(['run_id', 'staged_at']);

/**
 * What is compared of a warehouse: the seven tables and the ledger, as sorted rows.
 * @param {import('../verify/engines/index.js').Warehouse} warehouse
 * @param {{ withHistory?: boolean }} [options] true: also what is kept of runs, as it is
 * @returns {Promise<Record<string, string[] | null>>} null for a table that is not there
 */
export async function stateOf(warehouse, options) {
  return (await lookInto(warehouse, options)).state;
}

/**
 * The state of a warehouse, and the runs that never said how they ended, by their ids.
 * @returns {Promise<{ state: Record<string, string[] | null>, open: string[] }>}
 */
export async function lookInto(warehouse, { withHistory = false } = {}) {
  const compared = [...TABLES, ...LEDGER, ...(withHistory ? HISTORY : [])];
  const content = await warehouse.export([...new Set([...compared, RUNS])]);
  const state = Object.fromEntries(compared.map((table) => [table, content[table]]));
  for (const table of LEDGER) state[table] = state[table]?.map(withoutRun).sort() ?? null;
  for (const table of withHistory ? HISTORY : []) state[table] = state[table]?.filter(isOfLoad) ?? null;
  return { state, open: openRuns(content) };
}

/** False for what pruning keeps of itself: whoever is killed has done it more often. */
function isOfLoad(line) {
  const { command, task } = JSON.parse(line);
  return command !== 'prune' && !task?.startsWith('prune:');
}

function withoutRun(line) {
  return JSON.stringify(JSON.parse(line), (name, value) => (OF_ONE_RUN.has(name) ? undefined : value));
}

/**
 * The tables that are not as they should be.
 * @returns {string[]} a line for each, with the numbers of rows and an example
 */
export function differencesFrom(expected, found) {
  return differencesBetween(expected, found);
}

/** The runs of an export that never said how they ended, by their ids. */
export function openRuns({ [RUNS]: runs }) {
  return (runs ?? [])
    .map((line) => JSON.parse(line))
    .filter(({ state }) => state === 'running')
    .map(({ run_id }) => run_id);
}
