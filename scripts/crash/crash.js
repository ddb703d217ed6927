import { setTimeout as sleep } from 'node:timers/promises';
import { eventsIn, failureIn, start } from '../verify/program.js';
import { PUBLISHED } from '../verify/tables.js';
import { lockProblems } from './locks.js';
import { startAt } from './points.js';
import { beginScene } from './scenes.js';
import { differencesFrom, lookInto, openRuns, RUNS } from './state.js';

/**
 * Kills the command of a scene at a point, or after some milliseconds, and runs the next command.
 * @param {string} engine
 * @param {import('./workbench.js').Place} place
 * @param {import('./scenes.js').Scene} scene
 * @param {{ point: number } | { afterMs: number }} moment
 * @returns {Promise<Outcome>}
 *
 * @typedef {object} Outcome
 * @property {boolean} killed false: the command had ended before
 * @property {number} lastedMs how long it ran
 * @property {{ number: number, moment: string, statement: string } | undefined} at where it was killed, if that is known
 * @property {string[]} problems
 * @property {number} busy how often the next command found the warehouse in use
 * @property {number} orphans killed runs that the history knew to be under way
 * @property {number} left objects in the work area, and folders in the temporary one, that the killed run left
 */
export async function crashOnce(engine, place, scene, moment) {
  await beginScene(place, scene);
  const leftBy = await watchLeftovers(place);
  const started = performance.now();
  const { ended, at } = await kill(engine, place, scene, moment);
  const lastedMs = performance.now() - started;
  const seen = await place.export([...PUBLISHED, RUNS]);
  const problems = [...endProblems(ended), ...lookAt(seen, scene)];
  const orphans = openRuns(seen);
  // By now a request that was under way has come to an end.
  const left = await leftBy();
  const { again, busy } = await runNext(place, scene.next);
  if (again.code !== 0) problems.push(`the next run ended with ${again.code ?? again.signal}: ${failureIn(again)}`);
  const { state, open } = await lookInto(place, scene);
  if (again.code === 0) problems.push(...differencesFrom(scene.after, state));
  if (!scene.withHistory) problems.push(...orphanProblems(orphans, open, again));
  problems.push(...(await lockProblems(engine, place)));
  const added = await leftBy();
  if (added.length > left.length) problems.push(`the next run left something behind: ${added.join(', ')}`);
  return { killed: isKilled(ended), lastedMs, at, problems, busy, orphans: orphans.length, left: left.length };
}

/** Tells, whenever it is asked, what has come since to the work area and to the temporary folder. */
async function watchLeftovers(place) {
  const all = async () => [...(await place.leftovers()), ...place.folders()];
  const earlier = new Set(await all());
  return async () => (await all()).filter((name) => !earlier.has(name));
}

/** Resolves to how the program ended, and to the point, if it came to one. */
async function kill(engine, place, scene, { point, afterMs }) {
  if (point === undefined) {
    const running = start(place, scene.args);
    await Promise.race([sleep(afterMs), running.ended]);
    running.child.kill('SIGKILL');
    return { ended: await running.ended, at: undefined };
  }
  const { running, reached } = startAt(engine, place, scene, point);
  return { ended: await running.ended, at: reached() };
}

const isKilled = ({ signal }) => signal === 'SIGKILL';

/** One that was too quick to be killed must have done well. */
function endProblems(ended) {
  if (isKilled(ended) || ended.code === 0) return [];
  return [`it was not killed, but ended with ${ended.code ?? ended.signal}: ${failureIn(ended)}`];
}

/** Readers must find what was there before, or what the whole command brings. */
function lookAt(seen, { before, after, published }) {
  const only = (state) => Object.fromEntries(PUBLISHED.map((table) => [table, state[table]]));
  if (published > 1 || differencesFrom(only(after), seen).length === 0) return [];
  return differencesFrom(only(before), seen).map((text) => `half published: ${text}`);
}

/** Exit code of a run that finds another one at work: what a server has not yet noticed to be gone. */
const BUSY = 6;
const BUSY_TRIES = 20;
const BUSY_WAIT_MS = 250;
/** A run that waits for ever is ended, and is a problem. */
const LONGEST_MS = 600_000;

async function runNext(place, args) {
  for (let busy = 0; ; busy += 1) {
    const { child, ended } = start(place, args);
    const timer = setTimeout(() => child.kill('SIGTERM'), LONGEST_MS);
    const again = await ended;
    clearTimeout(timer);
    // Nobody here does that to it but who interrupts everything.
    if (again.signal === 'SIGKILL') throw new Error('the next run was killed');
    if (again.code !== BUSY || busy === BUSY_TRIES) return { again, busy };
    await sleep(BUSY_WAIT_MS);
  }
}

/** A run that was killed is told of by the next one, and is not under way for ever. */
function orphanProblems(orphans, open, { stdout }) {
  const told = eventsIn(stdout).filter(({ type, message }) => type === 'notice' && /never ended/.test(message));
  const untold = orphans.filter((run) => !told.some(({ message }) => message.includes(run)));
  return [
    ...untold.map((run) => `the next run does not tell of ${run}, which never ended`),
    ...open.map((run) => `${run} is under way for ever, by what the history says`),
  ];
}
