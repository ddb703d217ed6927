import { createRandom } from '../verify/random.js';

/**
 * A kill that is tried.
 * @typedef {object} Kill
 * @property {string} id by which it can be repeated: engine/scene/point or engine/scene/milliseconds
 * @property {import('./scenes.js').Scene} scene
 * @property {{ point: number } | { afterMs: number }} moment
 */

/**
 * Chooses what is tried on an engine: scene by scene, points before random moments.
 * @param {string} engine
 * @param {{ scene: import('./scenes.js').Scene, points: object[], durationMs: number }[]} counted
 * @param {import('./options.js').CrashOptions} options
 * @returns {Kill[]}
 */
export function chooseKills(engine, counted, { points, random, seed, only }) {
  const killsOf = (scene, moments) =>
    moments.map((moment) => ({ id: `${engine}/${scene.name}/${nameOf(moment)}`, scene, moment }));
  if (only !== undefined) return counted.flatMap(({ scene }) => killsOf(scene, namedMoments(engine, scene, only)));
  const share = spread(counted, points);
  const drawn = drawMoments(counted, random, createRandom(seed));
  return counted.flatMap(({ scene }, n) => killsOf(scene, [...share[n], ...drawn[n]]));
}

const nameOf = ({ point, afterMs }) => (point === undefined ? `${afterMs}ms` : String(point));

function namedMoments(engine, { name }, only) {
  return [...only].flatMap((id) => {
    const [itsEngine, itsScene, text = ''] = id.split('/');
    if (itsEngine !== engine || itsScene !== name) return [];
    return [text.endsWith('ms') ? { afterMs: Number.parseInt(text, 10) } : { point: Number(text) }];
  });
}

/** Points of each scene: at most so many in all, evenly taken. */
function spread(counted, most) {
  const total = counted.reduce((sum, { points }) => sum + points.length, 0);
  const step = Math.max(1, total / most);
  let seen = 0;
  return counted.map(({ points }) =>
    points
      .filter(() => {
        seen += 1;
        return Math.floor(seen / step) > Math.floor((seen - 1) / step);
      })
      .map(({ number }) => ({ point: number })),
  );
}

/** Moments of each scene, in turn, each uniformly taken from the time that its command needs. */
function drawMoments(counted, count, random) {
  const drawn = counted.map(() => []);
  for (let n = 0; n < count; n += 1) {
    const at = n % counted.length;
    drawn[at].push({ afterMs: Math.floor(random() * counted[at].durationMs) });
  }
  return drawn;
}
