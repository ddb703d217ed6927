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

  /** @param {import('./crash.js').Outcome} outcome */
  add(kill, outcome) {
    this.#outcomes.push({ ...kill, ...outcome });
    if (outcome.problems.length > 0) showProblems(kill, outcome);
    const remaining = this.#remaining.get(kill.scene) - 1;
    this.#remaining.set(kill.scene, remaining);
    if (remaining === 0) this.#showScene(kill.scene);
  }

  /** Prints the sum; returns the number of kills with problems. */
  finish() {
    const outcomes = this.#outcomes;
    const wrong = outcomes.filter(({ problems }) => problems.length > 0).length;
    const count = (holds) => outcomes.filter(holds).length;
    const seconds = Math.round((performance.now() - this.#started) / 1000);
    console.log(`  ${triedText(outcomes)}; ${wrong} with differences; ${seconds} s`);
    console.log(
      `  ${count(({ orphans }) => orphans > 0)} killed runs were under way by what the history said, ${count(({ orphans, problems }) => orphans > 0 && problems.length === 0)} of them the next run told of and marked`,
    );
    console.log(`  ${count(({ busy }) => busy > 0)} times the next run found the warehouse busy at first`);
    console.log(
      `  ${count(({ left }) => left > 0)} killed runs left something below WORK_URI or in the temporary folder, the next runs nothing`,
    );
    return wrong;
  }

  #showScene(scene) {
    const { points, durationMs } = this.#counted.find((each) => each.scene === scene);
    const outcomes = this.#outcomes.filter((each) => each.scene === scene);
    const wrong = outcomes.filter(({ problems }) => problems.length > 0).length;
    const what = `${scene.name} (${scene.args.join(' ')}; then ${scene.next.join(' ')})`;
    console.log(
      `  ${wrong === 0 ? '✔' : '✖'} ${what}: ${points.length} points in ${Math.round(durationMs)} ms; ${triedText(outcomes)}; ${wrong} with differences`,
    );
  }
}

function triedText(outcomes) {
  const text = (title, some) => {
    const late = some.filter(({ killed }) => !killed).length;
    return `${some.length} ${title} tried${late === 0 ? '' : ` (${late} came after the end)`}`;
  };
  const isPoint = ({ moment }) => moment.point !== undefined;
  return [
    text('points', outcomes.filter(isPoint)),
    text(
      'moments',
      outcomes.filter((each) => !isPoint(each)),
    ),
  ].join(', ');
}

function showProblems({ id, scene }, { at, problems }) {
  const where = at === undefined ? '' : `, ${at.moment} "${at.statement.replace(/\s+/g, ' ').slice(0, 200)}"`;
  console.log(`  ✖ ${id}: ${scene.args.join(' ')}${where}`);
  for (const problem of problems) console.log(`      ${problem}`);
}
