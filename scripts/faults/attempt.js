import { eventsIn, failureIn, start } from '../verify/program.js';
import { PUBLISHED } from '../verify/tables.js';
import { differencesFrom, stateOf } from './lane.js';
import { lookAtOutput } from './output.js';
import { publishedOf } from './references.js';

/** What a run says that loads its days all the same. */
const SONGS_LEFT_OUT = /new song files could not be loaded; the/;

/** A run that has not ended by then never will. */
const LONGEST_MS = 180_000;

/**
 * Disturbs one run, looks at what readers see then, runs the command once more, and looks again.
 * @param {import('./lane.js').Lane} lane
 * @param {import('./points.js').Point} point
 * @param {import('./references.js').References} references
 * @returns {Promise<{ point: object, isHit: boolean, code: number | null, retries: number, message: string | undefined,
 *   visible: string | undefined, problems: string[] }>}
 */
export async function attempt(lane, point, references) {
  const { scene, fault } = point;
  const { warehouse, bucket } = lane;
  await lane.begin(warehouse, scene);
  const armed = await point.arm(lane);
  const environment = { ...lane.disturbed, ...fault.environment, ...armed.environment };
  const running = start({ ...warehouse, environment, via: armed.via }, scene.args);
  const timer = setTimeout(() => running.child.kill('SIGKILL'), LONGEST_MS);
  const result = await running.ended;
  clearTimeout(timer);
  await armed.disarm();
  const change = armed.change?.();
  const problems = lookAtOutput(result, fault, armed.isHit());
  const songs = scene.withoutNewSongs !== undefined && SONGS_LEFT_OUT.test(failureIn(result));
  const visible = await lookAtTables(lane, point, { references, change, songs, problems });
  const unreadable = (error) => void problems.push(`the tables cannot be read: ${error.message}`);
  await lookAtHistory(warehouse, result, problems).catch(unreadable);
  if (change !== undefined) await bucket.hold(change.files);
  if (fault.leaves) await lane.takeLeftovers();
  await lookAgain(lane, point, { references, change, problems }).catch(unreadable);
  const { retries, message } = describe(result);
  return { point, isHit: armed.isHit(), code: result.code, retries, message, visible, problems };
}

function describe(result) {
  const retries = result.stdout.split('"type":"retry-scheduled"').length - 1;
  return { retries, message: result.code === 0 ? undefined : failureIn(result) };
}

async function lookAtTables(lane, { scene }, { references, change, songs, problems }) {
  const seen = await lane.warehouse.export(PUBLISHED).catch((error) => error);
  if (seen instanceof Error) return void problems.push(`the tables cannot be read: ${seen.message}`);
  const visible = await references.daysIn(lane, scene, publishedOf(seen), { change, songs });
  if (change !== undefined) await lane.bucket.hold(change.files);
  else await lane.bucket.hold(scene.files);
  if (visible === undefined) {
    const after = publishedOf(await references.after(lane, scene, change));
    problems.push(...differencesFrom(after, seen).map((text) => `half published: ${text}`));
  }
  return visible;
}

/** What was told must also be kept: how the run ended, and how often tasks were tried. */
async function lookAtHistory(warehouse, { stdout, code }, problems) {
  const run = eventsIn(stdout).find(({ type }) => type === 'run-started')?.run;
  if (run === undefined || stdout.includes('the history of this run is not kept')) return;
  const { etl_runs: runs, etl_tasks: tasks } = await warehouse.export(['etl_runs', 'etl_tasks']);
  const own = (lines) => (lines ?? []).map((line) => JSON.parse(line)).filter(({ run_id }) => run_id === run);
  const [row] = own(runs);
  if (row !== undefined && Number(row.exit_code) !== code)
    problems.push(`the history says ${row.state} (${row.exit_code})`);
  if (row === undefined && code === 0) problems.push('the history does not know the run');
  const attempts = Math.max(0, ...[...stdout.matchAll(/"attempt":(\d+)/g)].map(([, attempt]) => Number(attempt)));
  const kept = Math.max(0, ...own(tasks).map((task) => Number(task.attempts)));
  if (row !== undefined && kept < attempts) problems.push(`${attempts} attempts were told, the history has ${kept}`);
}

async function lookAgain(lane, { scene }, { references, change, problems }) {
  const expected = await references.after(lane, scene, change);
  await lane.bucket.hold(change?.files ?? scene.files);
  const again = await start(lane.warehouse, scene.args).ended;
  const isGone = change?.kind === 'deleted';
  if (again.code !== 0 && !isGone) problems.push(`the next run ended with ${again.code}: ${failureIn(again)}`);
  problems.push(...differencesFrom(expected, await stateOf(lane.warehouse)));
  for (const name of await lane.takeLeftovers()) problems.push(`left behind: ${name}`);
}
