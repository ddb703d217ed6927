import { runWell, start } from '../verify/program.js';
import { PUBLISHED } from '../verify/tables.js';
import { differencesFrom, stateOf } from './lane.js';
import { changed } from './source.js';

/** The source with its songs as they were before. */
const NO_NEW_SONGS = { kind: 'no new songs', key: '' };

function filesOf(scene, change) {
  if (change === undefined) return scene.files;
  return change === NO_NEW_SONGS ? scene.withoutNewSongs : changed(scene.files, change.key, change.kind);
}

/** A day without a file. */
const NO_DATA = 3;

/**
 * What undisturbed runs give, found out when it is first asked for. One for an engine: its lanes give the same.
 * @typedef {object} References
 * @property {(lane: object, scene: object, change?: object) => Promise<object>} after all tables after the command, with one
 *   object of the source changed
 * @property {(lane: object, scene: object, seen: object, left: { change?: object, songs: boolean }) => Promise<string | undefined>}
 *   daysIn which days of the scene are visible in published tables, where new songs may have been left out; undefined if they
 *   are not those of any number of whole days
 */

/** @returns {References} */
export function openReferences() {
  const known = new Map();
  const once = (name, work) => {
    if (!known.has(name)) known.set(name, work());
    return known.get(name);
  };
  const stateWith = (lane, scene, change, days) =>
    once(JSON.stringify([scene.name, change?.kind, change?.key, days]), () => undisturbed(lane, scene, change, days));
  return {
    after: (lane, scene, change) => stateWith(lane, scene, change, undefined),
    async daysIn(lane, scene, seen, { change, songs }) {
      const changes = [undefined, ...(change === undefined ? [] : [change]), ...(songs ? [NO_NEW_SONGS] : [])];
      for (const days of [...subsets(scene.days)].sort(fullOrEmptyFirst)) {
        for (const each of changes) {
          const state = await stateWith(lane, scene, each, days);
          if (differencesFrom(publishedOf(state), seen).length === 0)
            return days.length === 0 ? 'no day' : days.join(' ');
        }
      }
      return undefined;
    },
  };
}

/** The published tables of a state. */
export function publishedOf(state) {
  return Object.fromEntries(PUBLISHED.map((table) => [table, state[table] ?? []]));
}

/** Runs the command of a scene, or loads only some of its days one by one. */
async function undisturbed({ scratch, begin, bucket }, scene, change, days) {
  await begin(scratch, scene);
  await bucket.hold(filesOf(scene, change));
  if (days === undefined) await start(scratch, scene.args).ended;
  for (const day of days ?? []) {
    const result = await start(scratch, ['run-all', '--date', day]).ended;
    if (result.code !== 0 && result.code !== NO_DATA) await runWell(scratch, ['run-all', '--date', day]);
  }
  return stateOf(scratch);
}

function* subsets([first, ...others]) {
  if (first === undefined) return yield [];
  for (const rest of subsets(others)) {
    yield rest;
    yield [first, ...rest];
  }
}

/** Most runs end with all of their days or none. */
function fullOrEmptyFirst(one, other) {
  return Math.min(other.length === 0 ? 9 : 0, 9) - Math.min(one.length === 0 ? 9 : 0, 9) || other.length - one.length;
}
