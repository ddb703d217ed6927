import { progressOf } from '../support/progress.js';
import { nameOf } from './kills.js';

/** Prints what came of kills: of each scene when its last one was tried, and of all. */
export class Report {
  #engine;
  #outcomes = [];
  #remaining = new Map();
  #tellProgress;
  #started = performance.now();

  /**
   * @param {string} engine
   * @param {import('./kills.js').Kill[]} kills all that will be tried
   */
  constructor(engine, kills) {
    this.#engine = engine;
    this.#tellProgress = progressOf(kills.length);
    for (const { counted } of kills) this.#remaining.set(counted, (this.#remaining.get(counted) ?? 0) + 1);
  }

  /** @param {{ kill: import('./kills.js').Kill, moment: object, outcome: import('./crash.js').Outcome }} tried */
  add({ kill: { counted }, moment, outcome }) {
    this.#outcomes.push({ counted, moment, ...outcome });
    if (isWrong(outcome)) showProblems(nameOf(this.#engine, counted.scene, moment), counted, outcome);
    const remaining = this.#remaining.get(counted) - 1;
    this.#remaining.set(counted, remaining);
    if (remaining === 0) this.#showScene(counted);
    this.#tellProgress(isWrong(outcome));
  }

  /** Prints the sum; returns the number of kills with problems. */
  finish() {
    const count = (holds) => this.#outcomes.filter(holds).length;
    const known = this.#outcomes.filter(({ orphans }) => orphans > 0);
    const told = known.filter((outcome) => !isWrong(outcome));
    const seconds = Math.round((performance.now() - this.#started) / 1000);
    console.log(`  in all ${triedText(this.#outcomes)}, in ${seconds} s`);
    console.log(`  ${known.length} killed runs were in the history as under way; the next run told of ${told.length}`);
    console.log(`  ${count(({ busy }) => busy > 0)} times the next run found the warehouse busy at first`);
    console.log(`  ${count(({ left }) => left > 0)} killed runs left temporary files or objects, the next runs none`);
    return count(isWrong);
  }

  #showScene(counted) {
    const { scene, points, durationMs } = counted;
    const outcomes = this.#outcomes.filter((each) => each.counted === counted);
    const [command, next] = [scene.args.join(' '), scene.next.join(' ')];
    const then = next === command ? '' : `; then ${next}`;
    console.log(
      `  ${outcomes.some(isWrong) ? '✖' : '✔'} ${scene.name} (${command}${then}), which has ${points.length} points in ${Math.round(durationMs)} ms: ${triedText(outcomes)}`,
    );
  }
}

const isWrong = ({ problems }) => problems.length > 0;

function triedText(outcomes) {
  const isPoint = ({ moment }) => moment.point !== undefined;
  const count = (holds) => outcomes.filter(holds).length;
  const late = count(({ killed }) => !killed);
  const tried = `${count(isPoint)} points and ${count((each) => !isPoint(each))} moments tried`;
  return `${tried}${late === 0 ? '' : ` (${late} came after the end)`}, ${count(isWrong)} differences`;
}

function showProblems(id, { scene }, { at, problems }) {
  const where = at === undefined ? '' : `, ${at.moment} "${at.statement.replace(/\s+/g, ' ').slice(0, 200)}"`;
  console.log(`  ✖ ${id}: ${scene.args.join(' ')}${where}`);
  for (const problem of problems) console.log(`      ${problem}`);
}
