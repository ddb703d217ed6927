/** Prints what came of kills: of each scene when its last one was tried, and of all. */
export class Report {
  #outcomes = [];
  #remaining = new Map();
  #counted;
  #started = performance.now();

  /**
   * @param {{ scene: import('./scenes.js').Scene, points: object[], durationMs: number }[]} counted
   * @param {import('./kills.js').Kill[]} kills all that will be tried
   */
  constructor(counted, kills) {
    this.#counted = counted;
    for (const { scene } of kills) this.#remaining.set(scene, (this.#remaining.get(scene) ?? 0) + 1);
  }

  /**
   * @param {import('./kills.js').Kill} kill
   * @param {import('./crash.js').Outcome} outcome
   */
  add(kill, outcome) {
    this.#outcomes.push({ ...kill, ...outcome });
    if (isWrong(outcome)) showProblems(kill, outcome);
    const remaining = this.#remaining.get(kill.scene) - 1;
    this.#remaining.set(kill.scene, remaining);
    if (remaining === 0) this.#showScene(kill.scene);
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

  #showScene(scene) {
    const { points, durationMs } = this.#counted.find((each) => each.scene === scene);
    const outcomes = this.#outcomes.filter((each) => each.scene === scene);
    const { name } = scene;
    const [command, next] = [scene.args.join(' '), scene.next.join(' ')];
    const then = next === command ? '' : `; then ${next}`;
    console.log(
      `  ${outcomes.some(isWrong) ? '✖' : '✔'} ${name} (${command}${then}), which has ${points.length} points in ${Math.round(durationMs)} ms: ${triedText(outcomes)}`,
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

function showProblems({ id, scene }, { at, problems }) {
  const where = at === undefined ? '' : `, ${at.moment} "${at.statement.replace(/\s+/g, ' ').slice(0, 200)}"`;
  console.log(`  ✖ ${id}: ${scene.args.join(' ')}${where}`);
  for (const problem of problems) console.log(`      ${problem}`);
}
