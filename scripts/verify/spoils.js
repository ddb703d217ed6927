import { availableParallelism } from 'node:os';
import { eventsIn, failureIn, start } from './program.js';
import { waysToSpoil } from './ways-to-spoil.js';

/** How many warehouses are spoiled and checked at the same time. */
const LANES = Math.min(4, availableParallelism());

/**
 * Spoils each published table by hand in every way that a loop over its columns finds, one at a time in a copy, and runs
 * `check`. Resolves to the number of ways that no blocking check caught.
 */
export async function verifySpoils({ engine, reference }) {
  const ways = await waysToSpoil(reference.warehouse);
  const rest = [...ways];
  const missed = [];
  const lane = async (number) => {
    const warehouse = await engine.warehouse(`spoiled_${number}`);
    await warehouse.copyFrom(reference.warehouse);
    for (let way = rest.shift(); way !== undefined; way = rest.shift()) {
      const caughtBy = await spoilAndCheck(warehouse, way);
      if (caughtBy.length === 0) missed.push(way.title);
      console.log(`  ${caughtBy.length === 0 ? '✖' : '✔'} ${way.title}: ${caughtBy.join(', ') || 'not caught'}`);
      await warehouse.copyFrom(reference.warehouse, way.table);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index + 1)));
  console.log(`  ${ways.length} ways to spoil a table; ${missed.length} not caught${missed.length === 0 ? '' : ':'}`);
  for (const title of missed) console.log(`    ${title}`);
  return missed.length;
}

async function spoilAndCheck(warehouse, { title, sql }) {
  const changed = await warehouse.change(sql);
  if (!(changed > 0)) throw new Error(`${title}: changed nothing`);
  const result = await start(warehouse, ['check']).ended;
  if (result.code === 0) return [];
  if (result.code !== 1) throw new Error(`${title}: check ended with ${result.code}: ${failureIn(result)}`);
  return eventsIn(result.stdout)
    .filter((event) => event.type === 'check-finished' && event.result.outcome === 'failed')
    .map((event) => event.result.check);
}
