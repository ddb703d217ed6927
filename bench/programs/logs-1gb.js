import { alternate } from '../support/compare.js';
import { loadSides, requireSamePlays } from '../support/loads.js';
import { scratchPath } from '../support/paths.js';
import { judge, printRuns } from '../support/report.js';
import { daysFrom, ensureLogs } from '../support/samples.js';

const DAYS = 30;

/** @type {import('../run.js').Program} */
export const logs1gb = {
  name: 'logs-1gb',
  summary: '30 days of large logs at once, against a bare script with read_json and the same SQL',
  sizes: { megabytes: 1000, runs: 5 },
  async run({ megabytes, runs }) {
    const sample = await ensureLogs(megabytes, DAYS);
    const { events: total, bytes } = sample.report;
    console.log(
      `  ${(bytes / 1e6).toFixed(0)} MB, ${total.toLocaleString('en-US')} events, ${DAYS} days, onto a fresh file`,
    );
    const days = daysFrom('2018-11-01', DAYS);
    const results = await alternate(loadSides({ sample, days, database: scratchPath('logs.duckdb') }), runs);
    requireSamePlays(results);
    printRuns(results);
    const [tool, bare] = results.values();
    return [
      judge({ title: 'time', runs: tool, baseline: bare, figure: 'wallSeconds', atMost: 1.2 }),
      judge({ title: 'peak memory', runs: tool, baseline: bare, figure: 'peakBytes', atMost: 1 }),
    ];
  },
};
