import { progressOf } from '../support/progress.js';
import { shuffled } from '../verify/random.js';
import { attempt } from './attempt.js';
import { findPoints } from './points.js';
import { openReferences } from './references.js';
import { describeScenes, prepareLane } from './scenes.js';

/**
 * Tries faults on one engine, on several lanes at once.
 * @param {string} name of the engine
 * @param {object} ground see grounds.js
 * @param {object} source see source.js
 * @param {{ points: number, only?: string[], commands: string[], lanes: number, random: () => number, onResult: (result: object) => void }} options
 * @returns {Promise<object[]>} what came of each point
 */
export async function tryEngine(
  name,
  ground,
  source,
  { points: most, only, commands, lanes: count, random, onResult },
) {
  const lanes = [];
  const open = async () => {
    const lane = await ground.open(name);
    lanes.push(lane);
    lane.begin = await prepareLane(lane, source);
    return lane;
  };
  try {
    const first = await open();
    const queue = [];
    for (const scene of describeScenes(source).filter((each) => commands.includes(each.name))) {
      queue.push(...choose(await findPoints(name, first, scene), most, only, random));
    }
    const others = Array.from({ length: Math.min(count, queue.length) - 1 }, open);
    const references = openReferences();
    const results = [];
    const tellProgress = progressOf(queue.length);
    const work = async (lane) => {
      for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
        results.push(await attempt(lane, point, references));
        onResult(results.at(-1));
        tellProgress(results.at(-1).problems.length > 0);
      }
    };
    await Promise.all([work(first), ...others.map(async (lane) => work(await lane))]);
    return results;
  } finally {
    for (const lane of lanes) await lane.close();
  }
}

/** So many of each fault, picked by chance. */
function choose(points, most, only, random) {
  const wanted = only === undefined ? points : points.filter(({ name }) => only.some((text) => name.includes(text)));
  const left = new Map();
  return shuffled(wanted, random).filter(({ fault }) => {
    const count = (left.get(fault.name) ?? 0) + 1;
    left.set(fault.name, count);
    return count <= most;
  });
}
