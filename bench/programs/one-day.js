import { alternate } from '../support/compare.js';
import { loadSides, putDatabase, requireSamePlays, runAll } from '../support/loads.js';
import { scratchPath } from '../support/paths.js';
import { judge, printRuns } from '../support/report.js';
import { daysFrom, ensureSample } from '../support/samples.js';

const DAYS = 30;

/** @type {import('../run.js').Program} */
export const oneDay = {
  name: 'one-day',
  summary: 'a single day of few events, start to exit, against a bare script with the same statements',
  sizes: { events: 500, songs: 71, runs: 11 },
  async run({ events, songs, runs }) {
    const sample = await ensureSample(`days-${events}-${songs}`, { days: DAYS, songs, 'events-per-day': events });
    const days = daysFrom('2018-11-01', DAYS);
    const full = scratchPath('thirty-days.duckdb');
    putDatabase(full);
    await runAll({ sample, days, database: full });
    const verdicts = [];
    for (const [where, startFrom] of [
      ['onto a fresh file', undefined],
      [`again, onto a warehouse with ${DAYS} days`, full],
    ]) {
      console.log(`  one day of ${events} events and ${songs} songs, ${where}`);
      const database = scratchPath('one-day.duckdb');
      const results = await alternate(loadSides({ sample, days: [days[14]], database, startFrom }), runs);
      if (startFrom === undefined) requireSamePlays(results);
      printRuns(results);
      const [tool, bare] = results.values();
      verdicts.push(judge({ title: 'time', runs: tool, baseline: bare, figure: 'wallSeconds', atMost: 1.5 }));
    }
    return verdicts;
  },
};
