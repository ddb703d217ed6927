import { setTimeout as sleep } from 'node:timers/promises';
import { failureIn, start } from './program.js';
import { differencesBetween, PUBLISHED, TABLES } from './tables.js';

/** What is killed, and what must have been done when it is run again. */
export const RUN = ['run-all', '--all'];

/**
 * Kills a run, looks at what readers see then, runs it once more, and looks again.
 * @param {object} scene
 * @param {import('./engines/index.js').Warehouse} scene.warehouse
 * @param {{ content: object }} scene.reference what an undisturbed run gives
 * @param {{ published: object, prepare: (warehouse: object) => Promise<void> }} scene.begin what there is before the run
 * @param {(running: object) => Promise<void>} moment resolves when the run is to be killed
 */
export async function killOnce({ warehouse, reference, begin }, moment) {
  await begin.prepare(warehouse);
  const running = start(warehouse, RUN);
  await moment(running);
  running.child.kill('SIGKILL');
  const { signal } = await running.ended;
  const { problems, published } = await lookAt(warehouse, reference, begin);
  const { again, busy } = await runAgain(warehouse);
  if (again.code !== 0) problems.push(`the next run ended with ${again.code}: ${failureIn(again)}`);
  else problems.push(...differencesBetween(reference.content, await warehouse.export(TABLES)));
  return { begin, problems, busy, killed: signal === 'SIGKILL', published };
}

async function lookAt(warehouse, reference, begin) {
  const seen = await warehouse.export(PUBLISHED).catch((error) => error);
  if (seen instanceof Error) return { problems: [`the tables cannot be read: ${seen.message}`], published: false };
  const after = Object.fromEntries(PUBLISHED.map((table) => [table, reference.content[table]]));
  if (differencesBetween(after, seen).length === 0) return { problems: [], published: true };
  const problems = differencesBetween(begin.published, seen).map((text) => `half published: ${text}`);
  return { problems, published: false };
}

/** Exit code of a run that finds another one at work: what a server has not yet noticed to be gone. */
const BUSY = 6;
const BUSY_TRIES = 10;
const BUSY_WAIT_MS = 300;

async function runAgain(warehouse) {
  for (let busy = 0; ; busy += 1) {
    const again = await start(warehouse, RUN).ended;
    if (again.code !== BUSY || busy === BUSY_TRIES) return { again, busy };
    await sleep(BUSY_WAIT_MS);
  }
}
