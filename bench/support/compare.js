/**
 * @typedef {object} Side
 * @property {string} label
 * @property {() => Promise<object>} run one measured run
 * @property {() => unknown} [prepare] brings things to the state a run starts from; not measured
 */

/**
 * Runs sides in turn, A B A B …, so that what else happens on the machine hits all alike.
 * @param {Side[]} sides
 * @param {number} runs measured runs of each side
 * @param {{warmUp?: boolean}} [options] warm up with one run of each that is not counted: file cache, just-in-time files
 * @returns {Promise<Map<string, object[]>>} the runs by label, in order
 */
export async function alternate(sides, runs, { warmUp = true } = {}) {
  const results = new Map(sides.map(({ label }) => [label, []]));
  for (let round = warmUp ? -1 : 0; round < runs; round += 1) {
    for (const { label, run, prepare } of sides) {
      await prepare?.();
      const result = await run();
      if (round >= 0) results.get(label).push(result);
    }
  }
  return results;
}

/** The middle, the least and the greatest of some numbers. */
export function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
  return { median, least: sorted[0], greatest: sorted.at(-1) };
}

/**
 * A figure of one side divided by that of another: of the medians, and how far single pairs of neighbouring runs differ.
 * @param {object[]} runs
 * @param {object[]} baseline
 * @param {string} figure
 */
export function ratioOf(runs, baseline, figure) {
  const pairs = spread(runs.map((run, index) => run[figure] / baseline[index][figure]));
  const median = spread(runs.map((run) => run[figure])).median / spread(baseline.map((run) => run[figure])).median;
  return { ...pairs, median };
}
