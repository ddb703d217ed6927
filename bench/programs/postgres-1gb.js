import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCatalog } from '../../dist/sql/catalog.js';
import { runNode } from '../support/child.js';
import { alternate } from '../support/compare.js';
import { scratchPath, TOOL } from '../support/paths.js';
import { judge, judgePeak, printRuns } from '../support/report.js';
import { daysFrom, ensureLogs } from '../support/samples.js';
import { startServant } from '../support/servant.js';

const BARE_COPY = fileURLToPath(new URL('../baselines/bare-copy.js', import.meta.url));
const DAYS = 30;
const PEAK_BYTES = 250e6;

/** @type {import('../run.js').Program} */
export const postgres1gb = {
  name: 'postgres-1gb',
  summary: 'staging 30 days of large logs into PostgreSQL, against COPY FROM STDIN of the same rows encoded before',
  sizes: { megabytes: 1000, runs: 5 },
  async run({ megabytes, runs }) {
    const sample = await ensureLogs(megabytes, DAYS);
    const server = await startServant('postgres-server.js');
    try {
      return await measure({ sample, server, runs });
    } finally {
      await server.ask('stop');
      server.stop();
    }
  },
};

async function measure({ sample, server, runs }) {
  const { url, password } = server.hello;
  const days = daysFrom('2018-11-01', DAYS);
  const env = { WAREHOUSE_URL: url, WAREHOUSE_PASSWORD: password, PGPASSWORD: password };
  await runNode({ args: [TOOL, 'create-tables'], env, usage: false });
  const chosen = ['--from', days[0], '--to', days.at(-1)];
  const stage = [TOOL, 'stage', '--only', 'events', '--json', '--log-data', sample.logs, ...chosen];
  await runNode({ args: stage, env, usage: false });
  const file = scratchPath('rows.tsv');
  await runNode({ args: [BARE_COPY, url, 'copy staging_events to stdout', file], env, usage: false });
  printSizes(sample.report, statSync(file).size);

  const copy = [BARE_COPY, url, openCatalog('postgres').statement('stage/copy-events').sql, file];
  // Both find the same empty table with the same indexes, and a server that has nothing left to write.
  const prepare = async () => {
    for (const sql of ['truncate staging_events, etl_staged_days', 'checkpoint']) await server.ask('query', sql);
  };
  const side = (label, args, rowsOf) => {
    const run = async () => requireRows(await runNode({ args, env }), sample.report.events, rowsOf);
    return { label, prepare, run };
  };
  const results = await alternate([side('sparkify-etl', stage, rowsStaged), side('bare COPY', copy, Number)], runs);
  printRuns(results);
  const [tool, bare] = results.values();
  return [
    judge({ title: 'rate', runs: bare, baseline: tool, figure: 'wallSeconds', atLeast: 0.5 }),
    judgePeak({ runs: tool, atMost: PEAK_BYTES }),
  ];
}

function printSizes({ bytes, events }, encodedBytes) {
  const megabytes = (count) => `${(count / 1e6).toFixed(0)} MB`;
  console.log(
    `  ${megabytes(bytes)} of logs, ${events.toLocaleString('en-US')} events, ${megabytes(encodedBytes)} as text for COPY; one server, fsync off`,
  );
}

function rowsStaged(stdout) {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)).summary.recordsLoaded;
}

function requireRows(result, expected, rowsOf) {
  const rows = rowsOf(result.stdout);
  if (rows !== expected) throw new Error(`${rows} events were loaded, expected ${expected}`);
  return result;
}
