import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyWarehouse, failureIn, removeWarehouse, runWell, start } from './program.js';
import { differencesBetween, exportTables, PUBLISHED } from './tables.js';

const RUN = ['run-all', '--all'];

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
export async function verifyKills(workplace, reference, random, points) {
  const starts = [await emptyStart(), await filledStart(workplace)];
  for (const each of starts) each.durationMs = await measure(workplace, each);
  console.log(
    `  an undisturbed run takes at least ${starts.map((each) => `${Math.round(each.durationMs)} ms (${each.name})`).join(', ')}`,
  );
  const counts = { wrong: 0, killed: 0, published: 0 };
  const count = ({ when, begin, problems, killed, published }) => {
    if (problems.length > 0) counts.wrong += 1;
    if (killed) counts.killed += 1;
    if (killed && published) counts.published += 1;
    const what = killed ? `killed, ${published ? 'already published' : 'nothing published'}` : 'had finished';
    console.log(`  ${problems.length === 0 ? '✔' : '✖'} ${when}, ${begin.name}: ${what}`);
    for (const problem of problems) console.log(`      ${problem}`);
  };
  for (let index = 0; index < points; index += 1) {
    const begin = starts[index % starts.length];
    count(await killAfterPart(workplace, reference, begin, (index + random()) / points));
  }
  const aims = Object.entries(AIMS).flatMap((aim) => Array.from({ length: Math.ceil(points / 5) }, () => aim));
  for (const [index, aim] of aims.entries()) {
    const begin = starts[index % starts.length];
    count(await killAtAim(workplace, reference, begin, aim, random() * AIM_SPREAD_MS));
  }
  console.log(
    `  ${points + aims.length} moments tried, ${counts.killed} before the end (${counts.published} of these after the commit); ${counts.wrong} with differences`,
  );
  return counts.wrong;
}

async function emptyStart() {
  return {
    name: 'empty warehouse',
    file: undefined,
    published: Object.fromEntries(PUBLISHED.map((table) => [table, []])),
  };
}

async function filledStart(workplace) {
  const file = workplace.warehouse('filled');
  await runWell(workplace, file, ['run-all', '--from', '2018-11-01', '--to', '2018-11-15']);
  return { name: 'filled warehouse', file, published: await exportTables(file, PUBLISHED) };
}

function prepare(begin, file) {
  removeWarehouse(file);
  if (begin.file !== undefined) copyWarehouse(begin.file, file);
}

/** The shortest of three runs, so that the kills come before the end. */
async function measure(workplace, begin) {
  const file = workplace.warehouse('measured');
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    prepare(begin, file);
    const started = performance.now();
    await runWell(workplace, file, RUN);
    shortest = Math.min(shortest, performance.now() - started);
  }
  return shortest;
}

/** How often a kill that came too late, because the machine has become faster, is tried again. */
const TRIES = 4;

/** Kills a run after a part (0 to 1) of its duration, which is corrected when a run turns out to be shorter. */
async function killAfterPart(workplace, reference, begin, part) {
  for (let tries = 1; ; tries += 1) {
    const delayMs = begin.durationMs * part;
    const started = performance.now();
    let lastedMs = Number.POSITIVE_INFINITY;
    const result = await killOnce(workplace, reference, begin, async ({ child }) => {
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

async function killAtAim(workplace, reference, begin, [title, holds], delayMs) {
  const result = await killOnce(workplace, reference, begin, async ({ until }) => {
    await until(holds);
    await sleep(delayMs);
  });
  return { ...result, when: `${title} + ${Math.round(delayMs)} ms` };
}

async function killOnce(workplace, reference, begin, moment) {
  const file = workplace.warehouse('killed');
  prepare(begin, file);
  const running = start(workplace, file, RUN);
  await moment(running);
  running.child.kill('SIGKILL');
  const { signal } = await running.ended;
  const { problems, published } = await lookAt(workplace, reference, begin, file);
  const again = await start(workplace, file, RUN).ended;
  if (again.code !== 0) problems.push(`the next run ended with ${again.code}: ${failureIn(again)}`);
  else problems.push(...differencesBetween(reference.content, await exportTables(file)));
  return { begin, problems, killed: signal === 'SIGKILL', published };
}

/** What a reader sees after the kill; looked at in a copy, since opening a DuckDB file mends it. */
async function lookAt(workplace, reference, begin, file) {
  if (!existsSync(file)) return { problems: [], published: false };
  const copy = workplace.warehouse('looked-at');
  copyWarehouse(file, copy);
  const seen = await exportTables(copy, PUBLISHED).catch((error) => error);
  if (seen instanceof Error) return { problems: [`the file cannot be opened: ${seen.message}`], published: false };
  const after = Object.fromEntries(PUBLISHED.map((table) => [table, reference.content[table]]));
  if (differencesBetween(after, seen).length === 0) return { problems: [], published: true };
  const problems = differencesBetween(begin.published, seen).map((text) => `half published: ${text}`);
  return { problems, published: false };
}
