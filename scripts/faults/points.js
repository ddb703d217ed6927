import { start } from '../verify/program.js';
import { DATABASE_FAULTS } from './database-faults.js';
import { FILE_FAULTS } from './file-faults.js';
import { S3_FAULTS } from './s3-faults.js';
import { changed } from './source.js';

/**
 * One thing that goes wrong at one moment of one command.
 * @typedef {object} Point
 * @property {object} scene
 * @property {{ name: string, codes: readonly number[], environment?: Record<string, string> }} fault
 * @property {string} at where it happens
 * @property {string} name engine, command, fault and moment: for --only
 * @property {(lane: object) => Promise<Armed>} arm
 *
 * @typedef {object} Armed
 * @property {Record<string, string>} [environment] of the program
 * @property {readonly string[]} [via] what the program is run by
 * @property {() => boolean} isHit whether it has happened
 * @property {() => { key: string, kind: string, files: Map<string, Buffer> } | undefined} [change] of the source
 * @property {() => Promise<void>} disarm
 */

/**
 * Every point of a command, found out by watching an undisturbed run.
 * @returns {Promise<Point[]>}
 */
export async function findPoints(engine, lane, scene) {
  const { requests, steps } = await watchRun(lane, scene);
  const named = (fault, at, arm) => ({
    scene,
    fault,
    at,
    name: `${engine} / ${scene.name} / ${fault.name} / ${at}`,
    arm,
  });
  const ofS3 = S3_FAULTS.flatMap((fault) =>
    requests
      .filter((request) => fault.fits(request))
      .map(({ at }) => named(fault, at, async (on) => armRequest(on, scene, fault, at))),
  );
  const faults = DATABASE_FAULTS.filter(({ engines }) => engines.includes(engine));
  const ofDatabase = faults.flatMap((fault) =>
    steps.flatMap((step, index) =>
      fault.fits(step) ? [named(fault, describe(step, index), async (on) => armStep(on, fault, index))] : [],
    ),
  );
  const ofFile = (engine === 'duckdb' ? FILE_FAULTS : []).flatMap(({ moments, arm, ...fault }) =>
    moments.map((moment) => named(fault, moment, (on) => arm(on, moment))),
  );
  return [...ofS3, ...ofDatabase, ...ofFile];
}

function describe({ kind, text }, index) {
  return `${index + 1}: ${text === '' ? kind : text.slice(0, 70)}`;
}

async function watchRun(lane, scene) {
  const { warehouse, messages } = lane;
  const [requests, steps] = [[], []];
  await lane.begin(warehouse, scene);
  const count = counter();
  lane.watchS3(async (request) => void requests.push({ ...request, at: count(request) }));
  messages?.watch(async (_link, { kind, text }) => void steps.push({ kind, text }));
  const result = await start({ ...warehouse, environment: lane.disturbed }, scene.args).ended;
  lane.watchS3(undefined);
  messages?.watch(undefined);
  if (result.code !== 0) throw new Error(`${scene.name} fails undisturbed: ${result.stdout}${result.stderr}`);
  return { requests, steps };
}

/** Names requests: those for the same are numbered. */
function counter() {
  const counts = new Map();
  return ({ name }) => {
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return number === 1 ? name : `${name} (${number})`;
  };
}

function armRequest(lane, scene, fault, at) {
  const count = counter();
  let hit;
  let change;
  lane.watchS3(async (request) => {
    const isIt = hit === undefined ? count(request) === at : fault.lasts && hit === request.name;
    if (!isIt) return undefined;
    hit = request.name;
    if (fault.change === undefined) return fault.answer(lane.bucket.sizeOf(request.key));
    change = { key: request.key, kind: fault.change, files: changed(scene.files, request.key, fault.change) };
    await lane.bucket.hold(change.files);
    return undefined;
  });
  return { isHit: () => hit !== undefined, change: () => change, disarm: async () => lane.watchS3(undefined) };
}

/** The order of steps may differ a little from run to run: it strikes at the first one from there on that it fits. */
function armStep({ messages, scratch }, fault, index) {
  let count = 0;
  let isHit = false;
  const pending = [];
  const terminate = (pid) => scratch.query(`select pg_terminate_backend(${pid})`);
  messages.watch(async (link, step) => {
    count += 1;
    if (isHit || count <= index || !fault.fits(step)) return false;
    isHit = true;
    return fault.strike({ link, step, proxy: messages, terminate, later: (promise) => pending.push(promise) });
  });
  const disarm = async () => {
    messages.watch(undefined);
    await Promise.all(pending);
    messages.forgetAll();
  };
  return { isHit: () => isHit, disarm };
}
