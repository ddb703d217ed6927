import { runWell } from '../verify/program.js';

/**
 * What is disturbed.
 * @typedef {object} Scene
 * @property {string} name
 * @property {string[]} args
 * @property {string[]} days that it loads, each visible as a whole or not at all
 * @property {Map<string, Buffer>} files of the source
 * @property {Map<string, Buffer>} [withoutNewSongs] the same with the songs of before
 * @property {string | undefined} from what the warehouse holds before: undefined: nothing; else the name of a place
 */

export const SCENE_NAMES = ['first', 'catch-up', 'again'];

/** @returns {Scene[]} */
export function describeScenes({ days, changedDay, earlier, later }) {
  const [last] = days.slice(-1);
  return [
    { name: 'first', args: ['run-all', '--chunk', '2'], days: days.slice(0, -1), files: earlier, from: undefined },
    {
      ...{ name: 'catch-up', args: ['run-all'], days: [changedDay, last], files: later, from: 'loaded' },
      withoutNewSongs: new Map([...earlier, ...[...later].filter(([key]) => key.startsWith('log_data/'))]),
    },
    { name: 'again', args: ['run-all', '--date', last], days: [last], files: later, from: 'settled' },
  ];
}

/** Loads what the scenes begin with, on one lane. Resolves to what gives a warehouse the beginning of a scene. */
export async function prepareLane(lane, { earlier, later }) {
  const [loaded, settled] = [await lane.place('loaded'), await lane.place('settled')];
  await lane.bucket.hold(earlier);
  await runWell(loaded, ['run-all']);
  await settled.copyFrom(loaded);
  await lane.bucket.hold(later);
  await runWell(settled, ['run-all']);
  const places = { loaded, settled };
  return async (warehouse, { from, files }) => {
    await lane.bucket.hold(files);
    if (from === undefined) await warehouse.clear();
    else await warehouse.copyFrom(places[from]);
  };
}
