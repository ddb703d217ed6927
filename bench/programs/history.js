import { alternate } from '../support/compare.js';
import { putDatabase, requireSamePlays, runAll } from '../support/loads.js';
import { scratchPath } from '../support/paths.js';
import { judge, printRuns } from '../support/report.js';
import { daysFrom, ensureSample } from '../support/samples.js';

/** @type {import('../run.js').Program} */
export const history = {
  name: 'history',
  summary: 'the same day, loaded again into a warehouse with much history and into one with little',
  sizes: { days: 365, few: 10, events: 500, songs: 71, runs: 9 },
  async run({ days: count, few, events, songs, runs }) {
    const name = `history-${count}-${events}-${songs}`;
    const sample = await ensureSample(name, { days: count, songs, 'events-per-day': events });
    const days = daysFrom('2018-11-01', count);
    const middle = Math.floor(count / 2);
    // Both warehouses have the day that is measured, with days beside it.
    const fewDays = { 'the middle day': days.slice(middle, middle + few), 'the last day': days.slice(-few) };
    const many = await buildWarehouse('many-days.duckdb', sample, days);
    const verdicts = [];
    for (const [title, window] of Object.entries(fewDays)) {
      const day = title === 'the last day' ? window.at(-1) : window[0];
      const little = await buildWarehouse('few-days.duckdb', sample, window);
      console.log(`  ${title} (${day}) of ${count}, ${events} events a day`);
      const side = (label, startFrom) => {
        const database = scratchPath('history.duckdb');
        const prepare = () => putDatabase(database, startFrom);
        return { label, prepare, run: () => runAll({ sample, days: [day], database }) };
      };
      const results = await alternate([side(`${count} days`, many), side(`${few} days`, little)], runs);
      requireSamePlays(results);
      printRuns(results);
      const [long, short] = results.values();
      verdicts.push(judge({ title: 'time', runs: long, baseline: short, figure: 'wallSeconds', atMost: 1.2 }));
    }
    return verdicts;
  },
};

async function buildWarehouse(name, sample, days) {
  const database = scratchPath(name);
  putDatabase(database);
  await runAll({ sample, days, database });
  return database;
}
