import { crashOnce } from './crash.js';
import { chooseKills } from './kills.js';
import { countPoints } from './points.js';
import { Report } from './report.js';
import { prepareScenes } from './scenes.js';
import { openWorkbench } from './workbench.js';

/**
 * Tries all kills on one engine, and prints what came of them.
 * @param {string} engine
 * @param {import('./options.js').CrashOptions} options
 * @returns {Promise<number>} kills after which something was not as it should be
 */
export async function crashEngine(engine, options) {
  const workbench = await openWorkbench(engine, options.data);
  try {
    console.log(`\n── ${workbench.title}`);
    const scenes = await prepareScenes(workbench, options.scenes);
    // Each lane has a warehouse of its own.
    const places = await Promise.all(Array.from({ length: options.lanes }, (_, n) => workbench.place(`lane${n + 1}`)));
    const counted = await inParallel(places, scenes, (place, scene) => countPoints(engine, place, scene));
    const kills = chooseKills(engine, counted, options);
    const report = new Report(engine, kills);
    await inParallel(places, kills, async (place, kill) => report.add(await tryKill(engine, place, kill)));
    return report.finish();
  } finally {
    await workbench.close();
  }
}

/** How often a kill that came too late, because the machine has become faster, is tried again. */
const TRIES = 4;

/** Resolves to the kill with its moment in milliseconds or as a point, and its outcome. */
async function tryKill(engine, place, kill) {
  const { counted, moment } = kill;
  for (let tries = 1; ; tries += 1) {
    const certain = moment.share === undefined ? moment : { afterMs: Math.floor(moment.share * counted.durationMs) };
    const outcome = await crashOnce(engine, place, counted.scene, certain);
    const isTooLate = moment.share !== undefined && !outcome.killed && outcome.problems.length === 0;
    if (!isTooLate || tries === TRIES) return { kill, moment: certain, outcome };
    counted.durationMs = Math.min(counted.durationMs, outcome.lastedMs);
  }
}

/** Gives each place an item when it has done the one before; the results are in the order of the items. */
async function inParallel(places, items, work) {
  const results = [];
  const waiting = [...items.entries()];
  const workers = places.map(async (place) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = await work(place, item);
    }
  });
  // What was made for them is taken away in the end: not while one still works.
  const stop = () => void waiting.splice(0);
  for (const worker of workers) worker.catch(stop);
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return results;
}
