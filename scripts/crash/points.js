import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runWell, start } from '../verify/program.js';
import { beginScene } from './scenes.js';

const PRELOAD = new URL('preload/index.js', import.meta.url).href;

/** What the preload module is told. */
function watched(place, name, at) {
  const log = join(place.folder, `${place.name}-points.jsonl`);
  rmSync(log, { force: true });
  const variables = { CRASH_DRIVER: name === 'duckdb' ? 'duckdb' : 'pg', CRASH_LOG: log };
  return { log, environment: { NODE_OPTIONS: `--import ${PRELOAD}`, ...variables, ...at } };
}

const withEnvironment = (place, environment) => ({ ...place, environment: { ...place.environment, ...environment } });

/**
 * A scene, the points of its command, and how long that takes.
 * @typedef {object} Counted
 * @property {import('./scenes.js').Scene} scene
 * @property {{ number: number, moment: string, statement: string }[]} points in their order
 * @property {number} durationMs of the quickest run so far
 */

/**
 * Runs the command of a scene undisturbed.
 * @returns {Promise<Counted>}
 */
export async function countPoints(engine, place, scene) {
  await beginScene(place, scene);
  const { log, environment } = watched(place, engine, {});
  const started = performance.now();
  await runWell(withEnvironment(place, environment), scene.args);
  return { scene, points: pointsIn(log), durationMs: performance.now() - started };
}

function pointsIn(log) {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * Starts the command of a scene, which kills itself at a point.
 * @returns {{ running: object, reached: () => object | undefined }} reached: the point, once the program has ended; undefined
 *   if it did not come to it
 */
export function startAt(engine, place, scene, point) {
  const { log, environment } = watched(place, engine, { CRASH_AT: String(point) });
  const running = start(withEnvironment(place, environment), scene.args);
  return { running, reached: () => pointsIn(log)[0] };
}
