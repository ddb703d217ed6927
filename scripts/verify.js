import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyDays } from './verify/days.js';
import { verifyFacts } from './verify/facts.js';
import { verifyKills } from './verify/kills.js';
import { openWorkplace, runWell } from './verify/program.js';
import { createRandom } from './verify/random.js';
import { verifySpoils } from './verify/spoils.js';
import { exportTables } from './verify/tables.js';

const USAGE = `usage: npm run verify -- DIR [--kills N] [--seed N]

Loads the public Sparkify data (30 days of logs, 71 songs) with the built program and checks that the tables are right.
  DIR        folder with log_data and song_data
  --kills N  moments spread over run-all at which it is killed, 30 unless told; about half as many are aimed at commits
  --seed N   for the order of days and the moments of the kills; printed, a random one unless told`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv) {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  const workplace = openWorkplace(options.source);
  try {
    return await verify(workplace, options);
  } finally {
    workplace.close();
  }
}

/** The options, or what is wrong with them. */
function readOptions(argv) {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [folder, ...others] = positionals;
  if (folder === undefined) return 'the folder with the data is missing';
  if (others.length > 0) return `one folder is expected, found ${positionals.length}`;
  const source = resolve(folder);
  const missing = ['.', 'log_data', 'song_data'].map((name) => join(source, name)).find((path) => !isFolder(path));
  if (missing !== undefined) return `no such folder: ${missing}`;
  const kills = Number(values.kills ?? 30);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
  if (!Number.isInteger(kills) || kills < 0) return `--kills: expected a whole number, found "${values.kills}"`;
  if (!Number.isInteger(seed) || seed < 0) return `--seed: expected a whole number, found "${values.seed}"`;
  return { source, kills, seed };
}

function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: { kills: { type: 'string' }, seed: { type: 'string' } },
    });
  } catch (error) {
    return error.message;
  }
}

function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}

async function verify(workplace, { source, kills, seed }) {
  const random = createRandom(seed);
  console.log(`Data: ${source}\nSeed: ${seed}`);
  const file = workplace.warehouse('whole');
  await runWell(workplace, file, ['run-all', '--all']);
  const reference = { file, content: await exportTables(file) };
  const parts = [
    ['All days in one run', () => verifyFacts(file)],
    ['Each day alone, in a random order, twice', () => verifyDays(workplace, reference, random)],
    ['Killed and run again', () => verifyKills(workplace, reference, random, kills)],
    ['Tables spoiled by hand', () => verifySpoils(workplace, reference)],
  ];
  let wrong = 0;
  for (const [title, part] of parts) {
    console.log(`\n${title}`);
    wrong += await part();
  }
  console.log(wrong === 0 ? '\nEverything holds.' : `\n${wrong} things do not hold.`);
  return wrong === 0 ? 0 : 1;
}
