import { verifyClean } from './clean.js';
import { verifyDays } from './days.js';
import { verifyFacts } from './facts.js';
import { verifyKills } from './kills.js';
import { verifyOwnChecks } from './own-checks.js';
import { runWell } from './program.js';
import { createRandom } from './random.js';
import { verifySpoils } from './spoils.js';
import { TABLES } from './tables.js';
import { openWorkplace } from './workplace.js';

/** Each resolves to the number of things that do not hold. They know nothing of engines but what all of them can do. */
const PARTS = [
  ['All days in one run', verifyFacts],
  ['Each day alone, in a random order, twice', verifyDays],
  ['Killed and run again', verifyKills],
  ['All checks on these tables, of all days and of each', verifyClean],
  ["Checks and expected results of one's own", verifyOwnChecks],
  ['Tables spoiled by hand', verifySpoils],
];

/**
 * Verifies the program on one engine.
 * @param {(workplace: object) => Promise<import('./engines/index.js').Engine>} open
 * @param {{ source: string, kills: number | undefined, seed: number }} options
 * @returns {Promise<{ wrong: number, content: object }>} the number of things that do not hold, and the tables
 */
export async function verifyEngine(open, { source, kills, seed }) {
  const workplace = openWorkplace(source);
  try {
    const engine = await open(workplace);
    try {
      return await verifyParts(engine, { kills: kills ?? engine.kills, random: createRandom(seed) });
    } finally {
      await engine.close();
    }
  } finally {
    workplace.close();
  }
}

async function verifyParts(engine, { kills, random }) {
  console.log(`\n── ${engine.title}`);
  const warehouse = await engine.warehouse('whole');
  await runWell(warehouse, ['run-all', '--all']);
  const reference = { warehouse, content: await warehouse.export(TABLES) };
  let wrong = 0;
  for (const [title, verify] of PARTS) {
    console.log(`\n${title}`);
    const started = performance.now();
    wrong += await verify({ engine, reference, random, kills });
    console.log(`  took ${Math.round((performance.now() - started) / 1000)} s`);
  }
  return { wrong, content: reference.content };
}
