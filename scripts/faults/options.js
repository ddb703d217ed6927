import { parseArgs } from 'node:util';
import { ENGINE_NAMES } from './grounds.js';
import { SCENE_NAMES } from './scenes.js';

export const USAGE = `usage: npm run faults -- [--warehouse WHICH]... [--command WHICH]... [--points N]
         [--only TEXT]... [--lanes N] [--seed N] [--messages]

Runs the built program while one request to S3, or one message to the server, goes wrong; then once more undisturbed, and
compares all tables with those of an undisturbed load.
  --warehouse WHICH  duckdb (the default), postgres, redshift (a stand-in) or all; servers are started for this
  --command WHICH    first (load), catch-up or again (one day); default: all
  --points N         at most so many moments for each engine, command and fault; default: all
  --only TEXT        only points with this in their name, as it is printed: 'postgres / first / answer lost / 12'
  --lanes N          so many at a time; default: 4
  --seed N           for the choice of moments; printed, a random one unless told
  --messages         also print what the program said when it failed`;

/** @returns {string | object} what is wrong, or the options */
export function readOptions(argv) {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return parsed;
  const numbers = { points: Number.POSITIVE_INFINITY, lanes: 4, seed: Math.floor(Math.random() * 2 ** 32) };
  for (const name of Object.keys(numbers)) {
    if (parsed[name] === undefined) continue;
    if (!/^\d+$/.test(parsed[name])) return `--${name}: expected a whole number, found "${parsed[name]}"`;
    numbers[name] = Number(parsed[name]);
  }
  const unknownCommand = parsed.command?.find((each) => !SCENE_NAMES.includes(each));
  if (unknownCommand !== undefined) return `--command: expected ${SCENE_NAMES.join(', ')}, found "${unknownCommand}"`;
  const chosen = parsed.warehouse ?? [ENGINE_NAMES[0]];
  const engines = ENGINE_NAMES.filter((name) => chosen.includes(name) || chosen.includes('all'));
  const unknown = chosen.find((name) => name !== 'all' && !ENGINE_NAMES.includes(name));
  if (unknown !== undefined) return `--warehouse: expected ${ENGINE_NAMES.join(', ')} or all, found "${unknown}"`;
  return {
    ...numbers,
    lanes: Math.max(1, numbers.lanes),
    engines,
    only: parsed.only,
    commands: parsed.command ?? SCENE_NAMES,
    messages: parsed.messages === true,
  };
}

function parse(argv) {
  const text = { type: 'string' };
  const several = { ...text, multiple: true };
  const options = { points: text, lanes: text, seed: text, only: several, command: several, warehouse: several };
  try {
    return parseArgs({ args: argv, options: { ...options, messages: { type: 'boolean' } } }).values;
  } catch (error) {
    return error.message;
  }
}
