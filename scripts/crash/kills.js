import { createRandom } from '../verify/random.js';

/**
 * A kill that is tried.
 * @typedef {object} Kill
 * @property {import('./points.js').Counted} counted
 * @property {{ point: number } | { afterMs: number } | { share: number }} moment share: 0 to 1, of the time that the command needs
 */

/**
 * Chooses what is tried on an engine: scene by scene, points before random moments.
 * @param {string} engine
 * @param {import('./points.js').Counted[]} counted
 * @param {import('./options.js').CrashOptions} options
 * @returns {Kill[]}
 */
export function chooseKills(engine, counted, { points, random, seed, only }) {
  if (only !== undefined) return withScenes(counted, ({ scene }) => namedMoments(engine, scene, only));
  const share = spread(counted, points);
  const drawn = drawMoments(counted, random, createRandom(seed));
  return withScenes(counted, (_, n) => [...share[n], ...drawn[n]]);
}

function withScenes(counted, momentsOf) {
  return counted.flatMap((each, n) => momentsOf(each, n).map((moment) => ({ counted: each, moment })));
}

/** By this a kill can be repeated: engine/scene/point or engine/scene/milliseconds. */
export function nameOf(engine, { name }, { point, afterMs }) {
  return `${engine}/${name}/${point === undefined ? `${afterMs}ms` : point}`;
}

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
  for (let n = 0; n < count; n += 1) drawn[n % counted.length].push({ share: random() });
  return drawn;
}
