import { setTimeout as sleep } from 'node:timers/promises';
import { killOnce, RUN } from './kill-once.js';
import { runWell } from './program.js';
import { PUBLISHED } from './tables.js';

/** Moments at which something is about to be committed; kills follow up to so many milliseconds later. */
const AIMS = {
  'staging is committed': (stdout) => /"task-finished","task":"stage:/.test(stdout),
  'publishing begins': (stdout) => stdout.includes('"task-started","task":"fact:songplays"'),
  'the last check has passed': (stdout) =>
    countOf(stdout, '"task-finished","task":"check:') === countOf(stdout, '"id":"check:'),
};
const AIM_SPREAD_MS = 20;

const countOf = (text, part) => text.split(part).length - 1;

/**
 * Kills run-all at moments spread over its duration, in turn on an empty warehouse and on one that a first load of some
 * days has filled. After each kill the published tables must be those before the run or those after it; after one more
 * run all tables must be those of an undisturbed run. Resolves to the number of moments at which they were not.
 */
export async function verifyKills({ engine, reference, random, kills }) {
  const warehouse = await engine.warehouse('killed');
  const starts = [emptyStart(), await filledStart(engine)];
  for (const begin of starts) begin.durationMs = await measure(warehouse, begin);
  console.log(
    `  an undisturbed run takes at least ${starts.map((each) => `${Math.round(each.durationMs)} ms (${each.name})`).join(', ')}`,
  );
  const aims = Object.entries(AIMS).flatMap((aim) => Array.from({ length: Math.ceil(kills / 5) }, () => aim));
  const results = [];
  for (let index = 0; index < kills; index += 1) {
    const scene = { warehouse, reference, begin: starts[index % starts.length] };
    results.push(await killAfterPart(scene, (index + random()) / kills));
    show(results.at(-1));
  }
  for (const [index, aim] of aims.entries()) {
    const scene = { warehouse, reference, begin: starts[index % starts.length] };
    results.push(await killAtAim(scene, aim, random() * AIM_SPREAD_MS));
    show(results.at(-1));
  }
  return sumUp(results);
}

function emptyStart() {
  return {
    name: 'empty warehouse',
    published: Object.fromEntries(PUBLISHED.map((table) => [table, []])),
    prepare: (warehouse) => warehouse.clear(),
  };
}

async function filledStart(engine) {
  const filled = await engine.warehouse('filled');
  await runWell(filled, ['run-all', '--from', '2018-11-01', '--to', '2018-11-15']);
  return {
    name: 'filled warehouse',
    published: await filled.export(PUBLISHED),
    prepare: (warehouse) => warehouse.copyFrom(filled),
  };
}

/** The shortest of three runs, so that the kills come before the end. */
async function measure(warehouse, begin) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    await begin.prepare(warehouse);
    const started = performance.now();
    await runWell(warehouse, RUN);
    shortest = Math.min(shortest, performance.now() - started);
  }
  return shortest;
}

/** How often a kill that came too late, because the machine has become faster, is tried again. */
const TRIES = 4;

/** Kills a run after a part (0 to 1) of its duration, which is corrected when a run turns out to be shorter. */
async function killAfterPart(scene, part) {
  const { begin } = scene;
  for (let tries = 1; ; tries += 1) {
    const delayMs = begin.durationMs * part;
    const started = performance.now();
    let lastedMs = Number.POSITIVE_INFINITY;
    const result = await killOnce(scene, async ({ child }) => {
      child.on('exit', () => {
        lastedMs = performance.now() - started;
      });
      await sleep(delayMs);
    });
    if (result.killed || result.problems.length > 0 || tries === TRIES) {
      return { ...result, when: `${Math.round(delayMs)} ms` };
    }
    begin.durationMs = Math.min(begin.durationMs, lastedMs);
  }
}

async function killAtAim(scene, [title, holds], delayMs) {
  const result = await killOnce(scene, async ({ until }) => {
    await until(holds);
    await sleep(delayMs);
  });
  return { ...result, when: `${title} + ${Math.round(delayMs)} ms` };
}

function show({ when, begin, problems, killed, published, busy }) {
  const what = killed ? `killed, ${published ? 'already published' : 'nothing published'}` : 'had finished';
  const waited = busy === 0 ? '' : `; the next run found it busy ${busy} times`;
  console.log(`  ${problems.length === 0 ? '✔' : '✖'} ${when}, ${begin.name}: ${what}${waited}`);
  for (const problem of problems) console.log(`      ${problem}`);
}

function sumUp(results) {
  const count = (holds) => results.filter(holds).length;
  const wrong = count(({ problems }) => problems.length > 0);
  const killed = count((result) => result.killed);
  const published = count((result) => result.killed && result.published);
  console.log(
    `  ${results.length} moments tried, ${killed} before the end (${published} of these after the commit); after ${count(({ busy }) => busy > 0)} the warehouse was busy at first; ${wrong} with differences`,
  );
  return wrong;
}
