import { runWell } from './program.js';
import { shuffled } from './random.js';
import { differencesBetween, TABLES } from './tables.js';

/** Loads every day alone, each twice, in a random order; resolves to the number of tables that differ. */
export async function verifyDays({ engine, reference, random }) {
  const days = await stagedDays(reference.warehouse);
  const order = shuffled([...days, ...days], random);
  console.log(`  order: ${order.map((day) => day.slice(5)).join(' ')}`);
  const warehouse = await engine.warehouse('days');
  for (const day of order) await runWell(warehouse, ['run-all', '--date', day]);
  const differences = differencesBetween(reference.content, await warehouse.export(TABLES));
  for (const difference of differences) console.log(`  ✖ ${difference}`);
  console.log(
    `  ${order.length} runs of ${days.length} days; ${differences.length} tables differ from those of one run`,
  );
  return differences.length;
}

async function stagedDays(warehouse) {
  const rows = await warehouse.query('select distinct log_date as day from staging_events order by day');
  return rows.map(({ day }) => day);
}
