import { runWell } from '../verify/program.js';
import { stateOf } from './state.js';

/**
 * What is disturbed, and from where it begins.
 * @typedef {object} Scene
 * @property {string} name
 * @property {string[]} args of the command that is disturbed
 * @property {string[]} next the command that is run after it, which must bring what the first one undisturbed brings
 * @property {import('./workbench.js').Place | undefined} from what the warehouse holds before; undefined: nothing
 * @property {boolean} withHistory whether what is kept of runs must be the same too: the command keeps nothing of itself
 * @property {number} published in how many steps the command publishes
 * @property {object} before the state from which it begins
 * @property {object} after the state to which the undisturbed command comes
 */

export const SCENE_NAMES = ['first', 'catch-up', 'again', 'backfill', 'rematch', 'prune'];

/**
 * Loads what the scenes begin with, and has each one undisturbed.
 * @param {import('./workbench.js').Workbench} workbench with its data in the earlier state; in the later one afterwards
 * @param {readonly string[]} names
 * @returns {Promise<Scene[]>}
 */
export async function prepareScenes(workbench, names = SCENE_NAMES) {
  const prepared = await prepareWarehouses(workbench);
  const scratch = await workbench.place('scratch');
  const empty = await stateOf(scratch);
  const scenes = [];
  for (const scene of describeScenes(workbench.data, prepared).filter(({ name }) => names.includes(name))) {
    const { from, args, next, withHistory = false } = scene;
    const before = from === undefined ? empty : await stateOf(from, { withHistory });
    await beginScene(scratch, scene);
    await runWell(scratch, args);
    const after = await stateOf(scratch, { withHistory });
    requireChange(scene.name, before, after);
    scenes.push({ published: 1, ...scene, withHistory, next: next ?? args, before, after });
  }
  return scenes;
}

/** Gives a warehouse what a scene begins with. */
export async function beginScene(place, { from }) {
  if (from === undefined) await place.clear();
  else await place.copyFrom(from);
}

function describeScenes({ days, changedDay }, { loaded, unmatched, aged }) {
  const chunk = Math.ceil(days.length / 2);
  const backfill = ['--from', days[0], '--to', days.at(-1), '--chunk', String(chunk)];
  return [
    // What follows is what cron would run: it has to find out what is missing.
    { name: 'first', args: ['run-all', '--all'], next: ['run-all'], from: undefined },
    { name: 'catch-up', args: ['run-all'], from: loaded },
    { name: 'again', args: ['run-all', '--date', changedDay], from: loaded },
    { name: 'backfill', args: ['run-all', ...backfill], from: loaded, published: 2 },
    { name: 'rematch', args: ['rematch'], from: unmatched },
    { name: 'prune', args: ['prune', ...pruneFlags(days)], from: aged, withHistory: true },
  ];
}

async function prepareWarehouses(workbench) {
  const loaded = await workbench.place('loaded');
  await runWell(loaded, ['run-all', '--all']);
  await workbench.arrive();
  const [settled, unmatched, aged] = [
    await workbench.place('settled'),
    await workbench.place('unmatched'),
    await workbench.place('aged'),
  ];
  await settled.copyFrom(loaded);
  await runWell(settled, ['run-all']);
  await unmatched.copyFrom(settled);
  await unmatched.change('update songplays set song_id = null, artist_id = null');
  await aged.copyFrom(settled);
  await ageHistory(aged);
  return { loaded, unmatched, aged };
}

/** The runs so far were a week ago. */
async function ageHistory(place) {
  await place.change(`update etl_runs set started_at = started_at - interval '7 days'`);
  for (const table of ['etl_check_results', 'etl_check_failures']) {
    await place.change(`update ${table} set checked_at = checked_at - interval '7 days'`);
  }
}

const DAY_MS = 86_400_000;

/** About half the days are old, and every run of last week. */
function pruneFlags(days) {
  const age = Math.floor(Date.now() / DAY_MS) - Math.floor(Date.parse(days[Math.ceil(days.length / 2)]) / DAY_MS);
  return ['--staging-older-than', `${age}d`, '--history-older-than', '1d'];
}

/** A scene in which nothing happens would prove nothing. */
function requireChange(name, before, after) {
  if (JSON.stringify(before) === JSON.stringify(after)) throw new Error(`the scene ${name} changes nothing`);
}
