import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINE_NAMES } from '../verify/engines/index.js';
import { SCENE_NAMES } from './scenes.js';

export const USAGE = `usage: npm run crash -- [--warehouse WHICH]... [--scene NAME]... [--points N] [--random N] [--lanes N] [--seed N]
         [--data DIR]

Kills the built program before each statement that it sends, when it is sent, and when its completion has come, and at
random moments; after one more run everything must be as after a run that was left alone.
  --warehouse WHICH  duckdb (the default), postgres, a server that is started for this, redshift, a stand-in for one, or all
  --scene NAME       ${SCENE_NAMES.join(', ')}; all unless told
  --points N         kill at no more than N points of each engine, spread evenly; all unless told
  --random N         random moments for each engine; 60 unless told
  --lanes N          so many at a time; 2 unless told
  --seed N           for the random moments; printed, a random one unless told
  --only POINT       this point alone, or this moment, as it was printed: duckdb/first/17, redshift/prune/120ms
  --data DIR         folder with log_data and song_data, of which a copy is loaded; a sample unless told`;

const RANDOM_MOMENTS = 60;
const LANES = 2;

/**
 * @typedef {object} CrashOptions
 * @property {string[]} engines
 * @property {string[]} scenes
 * @property {number} points at most, of each engine
 * @property {number} random moments for each engine
 * @property {number} lanes kills under way at once
 * @property {number} seed
 * @property {string | undefined} data folder
 * @property {Set<string> | undefined} only
 */

/**
 * @param {string[]} argv
 * @returns {string | CrashOptions} what is wrong, or the options
 */
export function readOptions(argv) {
  const values = parse(argv);
  if (typeof values === 'string') return values;
  const only = values.only?.map((id) => id.split('/'));
  const warehouses = values.warehouse ?? only?.map(([engine]) => engine) ?? ['duckdb'];
  const options = {
    engines: [...new Set(warehouses.flatMap((name) => (name === 'all' ? ENGINE_NAMES : [name])))],
    scenes: [...new Set(values.scene ?? only?.map(([, scene]) => scene ?? '') ?? SCENE_NAMES)],
    points: wholeNumber(values.points, Number.POSITIVE_INFINITY),
    random: wholeNumber(values.random, RANDOM_MOMENTS),
    lanes: Math.max(1, wholeNumber(values.lanes, LANES)),
    seed: wholeNumber(values.seed, Math.floor(Math.random() * 2 ** 32)),
    data: values.data === undefined ? undefined : resolve(values.data),
    only: values.only && new Set(values.only),
  };
  return problemOf(options) ?? options;
}

function parse(args) {
  const many = { type: 'string', multiple: true };
  const one = { type: 'string' };
  try {
    return parseArgs({
      args,
      options: { warehouse: many, scene: many, only: many, points: one, random: one, lanes: one, seed: one, data: one },
    }).values;
  } catch (error) {
    return error.message;
  }
}

function wholeNumber(text, otherwise) {
  if (text === undefined) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function problemOf({ engines, scenes, data, ...numbers }) {
  const unknown = (names, known) => names.find((name) => !known.includes(name));
  const engine = unknown(engines, ENGINE_NAMES);
  if (engine !== undefined) return `expected ${ENGINE_NAMES.join(', ')} or all, found "${engine}"`;
  const scene = unknown(scenes, SCENE_NAMES);
  if (scene !== undefined) return `expected one of ${SCENE_NAMES.join(', ')}, found "${scene}"`;
  const number = ['points', 'random', 'lanes', 'seed'].find((name) => Number.isNaN(numbers[name]));
  if (number !== undefined) return `--${number}: expected a whole number`;
  const missing = ['log_data', 'song_data']
    .map((name) => join(data ?? '', name))
    .find((path) => data && !existsSync(path));
  return missing === undefined ? undefined : `no such folder: ${missing}`;
}
