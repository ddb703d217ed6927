import { runNode } from '../support/child.js';
import { alternate, spread } from '../support/compare.js';
import { putDatabase, runAll } from '../support/loads.js';
import { scratchPath, TOOL } from '../support/paths.js';
import { printRuns } from '../support/report.js';
import { daysFrom, ensureLogs } from '../support/samples.js';

const DAYS = 30;
/** A day with days before and after it. */
const MIDDLE = 14;
const AT_MOST = 0.25;
const CHECK = ['check', '--json'];

/** @type {import('../run.js').Program} */
export const checks1gb = {
  name: 'checks-1gb',
  summary: 'all built-in checks of one day of large logs, among 30, against loading that day',
  sizes: { megabytes: 1000, runs: 5 },
  async run({ megabytes, runs }) {
    const sample = await ensureLogs(megabytes, DAYS);
    const days = daysFrom('2018-11-01', DAYS);
    const day = days[MIDDLE];
    const full = scratchPath('checked.duckdb');
    putDatabase(full);
    const { plays } = await runAll({ sample, days, database: full });
    console.log(`  ${day}, of ${DAYS} days with ${plays.total.toLocaleString('en-US')} plays`);
    const database = scratchPath('check.duckdb');
    const side = (label, run) => ({ label, prepare: () => putDatabase(database, full), run });
    const results = await alternate(
      [
        side('run-all of the day', () => loadDay({ sample, day, database })),
        side('check of the day', () => timeChecks([...CHECK, '--date', day], database)),
        side('check of nothing much', () =>
          timeChecks([...CHECK, '--only', 'tables_not_empty', '--date', day], database),
        ),
      ],
      runs,
    );
    printRuns(results);
    return judgeAll(results);
  },
};

async function loadDay({ sample, day, database }) {
  const result = await runAll({ sample, days: [day], database });
  return { ...result, checkSeconds: checkSecondsIn(result.stdout) };
}

async function timeChecks(args, database) {
  const result = await runTool(args, database);
  return { ...result, checkSeconds: checkSecondsIn(result.stdout) };
}

function runTool(args, database) {
  return runNode({ args: [TOOL, ...args, '--warehouse', `duckdb:${database}`] });
}

/** From the first check that began to the last that ended: they are evaluated together. */
function checkSecondsIn(stdout) {
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const times = (wanted) =>
    events
      .filter(({ type, task = '' }) => type === wanted && task.startsWith('check:'))
      .map(({ time }) => Date.parse(time));
  return (Math.max(...times('task-finished')) - Math.min(...times('task-started'))) / 1000;
}

/**
 * What the checks take within run-all, of the rest of its time; and the subcommand, which evaluates some more, but for a constant:
 * the same with one check that counts rows of tables, which DuckDB knows. That is starting, opening the file, writing down the
 * results, and closing it.
 */
function judgeAll(results) {
  const [loads, checks, starts] = results.values();
  const median = (runs, figure) => spread(runs.map((run) => run[figure])).median;
  const within = median(loads, 'checkSeconds');
  const loading = median(loads, 'wallSeconds') - within;
  const constant = median(starts, 'wallSeconds');
  console.log(`  loading the day without its checks: ${loading.toFixed(2)} s; constant: ${constant.toFixed(2)} s`);
  return [
    judgeShare('checks within run-all', within, loading),
    judgeShare('check, but for the constant', median(checks, 'wallSeconds') - constant, loading),
  ];
}

function judgeShare(title, seconds, loading) {
  const share = seconds / loading;
  const isMet = share <= AT_MOST;
  console.log(
    `  ${title}: ${seconds.toFixed(2)} s, ${share.toFixed(2)} x loading, target at most ${AT_MOST} x: ${isMet ? 'ok' : 'over the target'}`,
  );
  return isMet;
}
