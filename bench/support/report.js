import { ratioOf, spread } from './compare.js';

const FIGURES = {
  wallSeconds: { title: 'wall s', digits: 3, scale: 1 },
  cpuSeconds: { title: 'CPU s', digits: 3, scale: 1 },
  peakBytes: { title: 'peak MB', digits: 0, scale: 1e-6 },
  objectsPerSecond: { title: 'objects/s', digits: 0, scale: 1 },
};

const WIDTH = 26;

/** Prints the runs of each side, one line a side: median (least–greatest) of every figure that was measured. */
export function printRuns(results) {
  const [first] = results.values();
  const figures = Object.entries(FIGURES).filter(([name]) => first[0][name] !== undefined);
  const label = Math.max(...[...results.keys()].map((name) => name.length)) + 2;
  console.log(`  ${''.padEnd(label)}${figures.map(([, { title }]) => title.padEnd(WIDTH)).join('')}`.trimEnd());
  for (const [name, runs] of results) {
    const cells = figures.map(([figure, format]) => cell(spread(runs.map((run) => run[figure])), format));
    console.log(`  ${name.padEnd(label)}${cells.join('')}`.trimEnd());
  }
}

function cell({ median, least, greatest }, { digits, scale }) {
  const text = (value) => (value * scale).toFixed(digits);
  return `${text(median)} (${text(least)}–${text(greatest)})`.padEnd(WIDTH);
}

/**
 * A ratio of medians against its target, printed as a line.
 * @param {object} question
 * @param {string} question.title
 * @param {object[]} question.runs
 * @param {object[]} question.baseline
 * @param {keyof typeof FIGURES} question.figure
 * @param {number} [question.atMost] the target
 * @param {number} [question.atLeast] the target, where more is better
 * @returns {boolean} whether it is met
 */
export function judge({ title, runs, baseline, figure, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) {
  const { median, least, greatest } = ratioOf(runs, baseline, figure);
  const met = median <= atMost && median >= atLeast;
  const target = atLeast > 0 ? `at least ${atLeast}` : `at most ${atMost}`;
  const pairs = `pairs ${least.toFixed(2)}–${greatest.toFixed(2)}`;
  console.log(`  ${title}: ${median.toFixed(2)} x (${pairs}), target ${target} x: ${met ? 'ok' : 'over the target'}`);
  return met;
}

/**
 * The most memory that was resident in any of some runs against a target, printed as a line.
 * @returns {boolean} whether it is met
 */
export function judgePeak({ runs, atMost }) {
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  const met = peak <= atMost;
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(
    `  peak memory: ${megabytes(peak)}, target at most ${megabytes(atMost)}: ${met ? 'ok' : 'over the target'}`,
  );
  return met;
}
