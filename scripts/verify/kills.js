import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyWarehouse, failureIn, removeWarehouse, runWell, start } from './program.js';
import { differencesBetween, exportTables, PUBLISHED } from './tables.js';

const RUN = ['run-all', '--all'];

/**
 * Kills run-all at moments spread over its duration, in turn on an empty warehouse and on one that a first load of some
 * days has filled. After each kill the published tables must be those before the run or those after it; after one more
 * run all tables must be those of an undisturbed run. Resolves to the number of moments at which they were not.
 */
export async function verifyKills(workplace, reference, random, points) {
  const starts = [await emptyStart(), await filledStart(workplace)];
  for (const each of starts) each.durationMs = await measure(workplace, each);
  console.log(
    `  an undisturbed run takes ${starts.map((each) => `${Math.round(each.durationMs)} ms (${each.name})`).join(', ')}`,
  );
  const counts = { wrong: 0, finished: 0, published: 0 };
  for (let index = 0; index < points; index += 1) {
    const begin = starts[index % starts.length];
    const delayMs = (begin.durationMs * (index + random())) / points;
    const { problems, killed, published } = await killOnce(workplace, reference, begin, delayMs);
    if (problems.length > 0) counts.wrong += 1;
    if (!killed) counts.finished += 1;
    if (published) counts.published += 1;
    const what = killed ? `killed, ${published ? 'already published' : 'nothing published'}` : 'had finished';
    console.log(`  ${problems.length === 0 ? '✔' : '✖'} ${Math.round(delayMs)} ms, ${begin.name}: ${what}`);
    for (const problem of problems) console.log(`      ${problem}`);
  }
  console.log(
    `  ${points} moments tried (${counts.finished} of them after the end, ${counts.published} after the commit); ${counts.wrong} with differences`,
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

/** The longest of three runs, so that the last moments are near the end. */
async function measure(workplace, begin) {
  const file = workplace.warehouse('measured');
  let longest = 0;
  for (let round = 0; round < 3; round += 1) {
    prepare(begin, file);
    const started = performance.now();
    await runWell(workplace, file, RUN);
    longest = Math.max(longest, performance.now() - started);
  }
  return longest;
}

async function killOnce(workplace, reference, begin, delayMs) {
  const file = workplace.warehouse('killed');
  prepare(begin, file);
  const running = start(workplace, file, RUN);
  await sleep(delayMs);
  running.child.kill('SIGKILL');
  const { signal } = await running.ended;
  const { problems, published } = await lookAt(workplace, reference, begin, file);
  const again = await start(workplace, file, RUN).ended;
  if (again.code !== 0) problems.push(`the next run ended with ${again.code}: ${failureIn(again)}`);
  else problems.push(...differencesBetween(reference.content, await exportTables(file)));
  return { problems, killed: signal === 'SIGKILL', published };
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
