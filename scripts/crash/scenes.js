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

export const SCENE_NAMES = ['first', 'catch-up', 'songs', 'again', 'backfill', 'rematch', 'prune'];

/**
 * Loads what the scenes begin with, and has each one undisturbed.
 * @param {import('./workbench.js').Workbench} workbench with its data in the earlier state; in the later one afterwards
 * @param {readonly string[]} names
 * @returns {Promise<Scene[]>}
 */
export async function prepareScenes(workbench, names = SCENE_NAMES) {
  const sources = await prepareSources(workbench);
  const scratch = await workbench.place('scratch');
  const empty = await stateOf(scratch);
  const scenes = [];
  for (const described of describeScenes(workbench.data).filter(({ name }) => names.includes(name))) {
    const from = described.from === undefined ? undefined : await sources[described.from]();
    const before = from === undefined ? empty : await stateOf(from, described);
    await beginScene(scratch, { from });
    await runWell(scratch, described.command());
    const after = await stateOf(scratch, described);
    requireChange(described.name, before, after);
    scenes.push(sceneOf({ ...described, from, before, after }));
  }
  return scenes;
}

/** Ages are in days: what a command says of them is found out when it runs. */
function sceneOf({ command, next = command, published = 1, withHistory = false, ...scene }) {
  return {
    ...scene,
    ...{ published, withHistory },
    get args() {
      return command();
    },
    get next() {
      return next();
    },
  };
}

/** Gives a warehouse what a scene begins with. */
export async function beginScene(place, { from }) {
  if (from === undefined) await place.clear();
  else await place.copyFrom(from);
}

function describeScenes({ days, changedDay }) {
  const chunk = Math.ceil(days.length / 2);
  const backfill = ['--from', days[0], '--to', days.at(-1), '--chunk', String(chunk)];
  const runAll =
    (...flags) =>
    () => ['run-all', ...flags];
  return [
    // What follows is what cron would run: it has to find out what is missing.
    { name: 'first', command: runAll('--all'), next: runAll() },
    { name: 'catch-up', command: runAll(), from: 'loaded' },
    { name: 'songs', command: runAll(), from: 'outdated' },
    { name: 'again', command: runAll('--date', changedDay), from: 'loaded' },
    { name: 'backfill', command: runAll(...backfill), from: 'loaded', published: 2 },
    { name: 'rematch', command: () => ['rematch'], from: 'unmatched' },
    { name: 'prune', command: () => ['prune', ...pruneFlags(days)], from: 'aged', withHistory: true },
  ];
}

/** Warehouses to begin with, each made when it is first asked for; what was loaded before the news came, at once. */
async function prepareSources(workbench) {
  const loaded = await workbench.place('loaded');
  await runWell(loaded, ['run-all', '--all']);
  await workbench.arrive();
  const made = new Map();
  const once = (name, from, change) => () => {
    if (!made.has(name)) made.set(name, makePlace(workbench, name, from, change));
    return made.get(name);
  };
  const settled = once(
    'settled',
    async () => loaded,
    (place) => runWell(place, ['run-all']),
  );
  return {
    loaded: async () => loaded,
    unmatched: once('unmatched', settled, (place) =>
      place.change('update songplays set song_id = null, artist_id = null'),
    ),
    outdated: once('outdated', settled, outdateSongs),
    aged: once('aged', settled, ageHistory),
  };
}

async function makePlace(workbench, name, from, change) {
  const place = await workbench.place(name);
  await place.copyFrom(await from());
  await change(place);
  return place;
}

/** As if all song files had been others before, which no play fits: only songs are new to the next run. */
async function outdateSongs(place) {
  await place.change('update staging_songs set duration = duration + 1000');
  await place.change(`update etl_files set file_version = 'former' where dataset = 'songs'`);
  await runWell(place, ['rematch']);
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
