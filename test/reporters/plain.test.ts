import { expect, test } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import { createReporter, type ReporterKind } from '../../src/reporters/index.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { ScriptedRun, type Step } from '../support/scripted-run.ts';
import { failedCheckRun, failedStagingRun, mixedChecksRun, successfulRun } from './recorded-runs.ts';

const CHECK_IDS = Array.from({ length: 14 }, (_, n) => `check-${n + 1}`);
const FOUR_O_CLOCK = Date.UTC(2026, 2, 1, 4);

async function present(kind: ReporterKind, steps: readonly Step[]) {
  const messages = new MemoryOutput();
  const results = new MemoryOutput();
  let at = 0;
  const reporter = await createReporter(kind, { messages, results, env: {}, now: () => new Date(FOUR_O_CLOCK + at) });
  for (const step of steps) {
    at = step.at;
    reporter.report(step.event);
  }
  await reporter.close();
  return { messages: messages.text, results: results.text };
}

test('a run that succeeds', async () => {
  const { messages, results } = await present('plain', successfulRun().steps);
  expect(messages).toBe(`\
04:00:00Z start   run       sparkify-etl 0.1.0 run: 29 tasks, 2018-11-01 … 2018-11-30 (30 days), warehouse duckdb sparkify.duckdb
04:00:00Z done    create    staging_events      0.0s
04:00:00Z done    create    staging_songs       0.0s
04:00:00Z done    create    songplays           0.0s
04:00:00Z done    create    users               0.0s
04:00:00Z done    create    songs               0.0s
04:00:00Z done    create    artists             0.0s
04:00:00Z done    create    time                0.0s
04:00:00Z done    create    etl_published_days  0.0s
04:00:00Z done    stage     events              8,056 rows, 30 files, 3.2 MB, 4 rejected  0.3s
04:00:01Z done    stage     songs               14,896 rows, 14,896 files, 12.3 MB  0.9s
04:00:01Z done    fact      songplays           6,820 rows, 319 matched  0.1s
04:00:01Z done    dimension users               96 rows  0.0s
04:00:01Z done    dimension songs               14,896 rows  0.1s
04:00:01Z done    dimension artists             10,025 rows  0.1s
04:00:01Z done    dimension time                6,813 rows  0.1s
04:00:01Z done    check     14 passed
04:00:01Z done    publish   committed 2018-11-01 … 2018-11-30 (30 days)

`);
  expect(results).toMatch(/^✔ Finished 2018-11-01 … 2018-11-30 \(30 days\) in 1\.9s\n/);
});

test('a check that fails and one that warns show their rows; the failure ends the messages', async () => {
  const { messages, results } = await present('plain', failedCheckRun().steps);
  expect(messages.split('\n').filter((line) => !line.includes(' done '))).toEqual([
    '04:00:00Z start   run       sparkify-etl 0.1.0 run: 29 tasks, 2018-11-01 … 2018-11-30 (30 days), warehouse duckdb sparkify.duckdb',
    '04:00:00Z warning run       no log file for 2018-11-03',
    '04:00:01Z warning run       4 records were rejected; staging_rejects has them',
    '04:00:01Z failed  check     Users are unique: 12 offending rows',
    '04:00:01Z failed  check       user_id=12  level=paid',
    '04:00:01Z failed  check       user_id=12  level=free',
    '04:00:01Z failed  check       … and 10 more',
    '04:00:01Z warning check     Artists have a place on the map: 7,000 offending rows',
    '04:00:01Z warning check       artist_id=AR1  location=NULL',
    '04:00:01Z warning check       … and 6,999 more',
    '04:00:01Z failed  publish   rolled back: the published tables are as they were',
    '',
    '✖ 1 of 14 checks failed',
    '    Users are unique: 12 offending rows',
    '  → the published tables are as they were; correct the source and run again',
    '',
    '',
  ]);
  expect(messages).toContain('04:00:01Z done    check     12 passed, 1 warned, 1 failed\n');
  expect(results).toMatch(/^✖ Failed after 1\.9s \(exit code 1\)\n/);
});

test('each way in which a check comes out is told once, with what shows it', async () => {
  const { messages } = await present('plain', mixedChecksRun().steps);
  const lines = messages.split('\n').filter((line) => line.includes(' check     '));
  expect(lines.map((line) => line.slice(10))).toEqual([
    'failed  check     Every matched song is known: 12 of 3,400 rows, 0.35%',
    'failed  check       user_id=12  level=paid',
    'failed  check       … and 11 more',
    'note    check     Users are unique: nothing to examine',
    'failed  check     Songs are unique: line 3: there is no column "sogn_id" in songs',
    'warning check     Artists are unique: 7,000 of 10,025 rows, 69.8% (not blocking: --no-block)',
    'warning check       user_id=12  level=paid',
    'warning check       … and 6,999 more',
    'failed  check     Artists have a place on the map: found 7',
    'failed  check     Times are within the loaded days: 2 differences',
    'failed  check         hour,plays',
    'failed  check       - 8,120',
    'failed  check       + 8,119',
    'failed  check         9,98',
    'note    check     Staged plays are not fewer than loaded plays: nothing to examine',
    'done    check     7 passed, 1 warned, 3 failed, 1 broken, 2 with nothing to examine',
  ]);
});

const NOT_PASSED = `
  ○ 2 checks had nothing to examine: check_6, check_14
    check     what holds                                     found  share
  ⚠ check_10  not blocking: Artists are unique               7,000  69.8%
  ✖ check_4   Every matched song is known                       12  0.35%
  ✖ check_11  found 7: Artists have a place on the map
  ✖ check_13  Times are within the loaded days                   2
  ✖ check_8   line 3: there is no column "sogn_id" in songs
`;

test('a run ends in a table of the checks that did not pass, the worst last', async () => {
  const { results } = await present('plain', mixedChecksRun('run').steps);
  expect(results.slice(results.indexOf('\n  ○ '))).toBe(NOT_PASSED);
  expect((await present('quiet', mixedChecksRun('run').steps)).results).toContain(NOT_PASSED);
});

test('of a run the checks that had nothing to examine are named in one line, of `check` each has its own', async () => {
  const empty = Object.fromEntries(Array.from({ length: 13 }, (_, n) => [n + 1, { outcome: 'empty' } as const]));
  const all = Array.from({ length: 13 }, (_, n) => `check_${n + 1}`).join(', ');
  const run = await present('plain', new ScriptedRun().start().check(empty).finish().steps);
  expect(run.messages.match(/nothing to examine/g)).toHaveLength(2);
  expect(run.messages).toContain(`note    check     13 checks had nothing to examine: ${all}\n`);
  expect(run.messages).toContain('done    check     1 passed, 13 with nothing to examine\n');
  expect(run.results.split('\n').filter((line) => line.includes('○'))).toEqual([
    `  ○ 13 checks had nothing to examine: ${all}`,
  ]);
  const check = await present('plain', new ScriptedRun().start([], 'check').check(empty).finish().steps);
  expect(check.messages.match(/: nothing to examine\n/g)).toHaveLength(13);
  expect(check.results.match(/ {2}○ check_\d+ /g)).toHaveLength(13);
});

test('check lists all of them, but quietly only those that did not pass', async () => {
  const { results } = await present('plain', mixedChecksRun().steps);
  expect(results).toContain(`
    check     what holds                                                        found   share
  ✔ check_1   Every play is loaded once                                             0
  ✔ check_2   Every play has a user                                                 3  0.044%
`);
  const good = await present('plain', new ScriptedRun().start([], 'check').check().finish().steps);
  expect(good.results.match(/\n {2}✔ check_\d+ /g)).toHaveLength(14);
  expect((await present('quiet', mixedChecksRun().steps)).results).toContain(`
  ○ check_14  nothing to examine: Staged plays are not fewer than loaded plays
  ⚠ check_10  not blocking`);
  expect((await present('quiet', new ScriptedRun().start([], 'check').check().finish().steps)).results).toBe('');
});

test('what cannot run is told with its reason, the checks in one line', async () => {
  const { messages } = await present('plain', failedStagingRun().steps);
  expect(messages.split('\n').filter((line) => line.includes('skipped') || line.includes('failed '))).toEqual([
    '04:00:00Z failed  stage     events              cannot read s3://sparkify/log_data/2018/11/2018-11-15-events.json: Access Denied  0.1s',
    '04:00:01Z skipped fact      songplays           upstream failed: stage-events',
    '04:00:01Z skipped dimension users               upstream failed: stage-events',
    '04:00:01Z skipped dimension time                upstream failed: fact-songplays',
    '04:00:01Z skipped check     14 checks  upstream failed: fact-songplays',
    '04:00:01Z failed  publish   rolled back: the published tables are as they were',
  ]);
});

test('only what takes longer than ten seconds shows its progress, every ten seconds', async () => {
  const run = new ScriptedRun().start().report({ type: 'task-started', task: 'stage-songs' });
  for (let second = 1; second <= 35; second += 1) {
    const figures = { rows: second * 100, files: second * 100, filesTotal: 14_896 };
    run.after(1000).report({ type: 'task-progressed', task: 'stage-songs', figures, durationMs: second * 1000 });
  }
  const { messages } = await present('plain', run.steps);
  expect(messages.split('\n').slice(1, -1)).toEqual([
    '04:00:10Z running stage     songs               1,000 rows, 1,000/14,896 files, 100 rows/s  10.0s',
    '04:00:20Z running stage     songs               2,000 rows, 2,000/14,896 files, 100 rows/s  20.0s',
    '04:00:30Z running stage     songs               3,000 rows, 3,000/14,896 files, 100 rows/s  30.0s',
  ]);
});

test('a check that could not be evaluated tells why', async () => {
  const run = new ScriptedRun().start().fail('check-1', 20, 'out of\nmemory').fail('check-2', 0, 'out of\nmemory');
  const { messages } = await present('plain', run.steps);
  expect(messages).toContain('failed  check     check_1             out of memory  0.0s\n');
  expect(messages.match(/out of memory/g), 'once for all that share the cause').toHaveLength(1);
});

test('quiet tells only what is wrong, and nothing at all when all is well', async () => {
  const good = await present('quiet', successfulRun().steps);
  expect(good).toEqual({ messages: '', results: '' });
  const bad = await present('quiet', failedCheckRun().steps);
  expect(bad.messages).not.toMatch(/ (done|start|note) /);
  expect(bad.messages).toContain('failed  check     Users are unique: 12 offending rows\n');
});

test('of several chunks each check is listed once, with the worst that it came to and the rows of all', async () => {
  const days = (...list: readonly string[]) =>
    ({ type: 'chunk-started', total: 2, days: list, tasks: CHECK_IDS }) as const;
  const warned = { outcome: 'warned', severity: 'warn', count: 3, examined: 100, share: 0.03 } as const;
  const run = new ScriptedRun()
    .start()
    .report({ ...days('2018-11-01', '2018-11-02'), number: 1 })
    .check({ 2: { ...warned, sample: [{ day: 1 }] }, 5: { outcome: 'failed', count: 1 } })
    .report({ ...days('2018-11-03'), number: 2 })
    .check({ 2: { outcome: 'passed', count: 1, examined: 300, share: 1 / 300 } });
  const error = new EtlError('checksFailed', '2 days of 3 could not be loaded; the others are');
  const { steps } = run.finish({ state: 'failed', exitCode: 1, days: ['2018-11-03'] }, error);
  const table = `
    check    what holds                     found  share
  ⚠ check_2  Every play has a user              4     1%
  ✖ check_5  Every matched artist is known      1
`;
  for (const kind of ['plain', 'quiet'] as const) expect((await present(kind, steps)).results).toContain(table);
  const { messages } = await present('quiet', steps);
  expect(messages, 'what warned in each chunk would hide what failed').not.toMatch(/warning|day=1/);
  expect(messages).toContain('failed  check     Every matched artist is known: 1 offending row\n');
});

test('values of the data cannot write to the terminal', async () => {
  const sample = [{ name: '\u001b[2Jgone', at: new Date(0), id: 2n ** 60n, tags: { a: 1 }, long: 'x'.repeat(99) }];
  const run = new ScriptedRun().start().check({ 1: { outcome: 'failed', severity: 'error', count: 1, sample } });
  const { messages } = await present('plain', run.steps);
  const values = `name=\\u{1b}[2Jgone  at=1970-01-01T00:00:00.000Z  id=1152921504606846976  tags={"a":1}  long=${'x'.repeat(59)}…`;
  expect(messages).toContain(`failed  check       ${values}\n`);
});

test('a failure before there is a run stands alone', async () => {
  const error = new EtlError('usage', 'which days?');
  expect(await present('plain', [{ at: 0, event: { type: 'run-failed', error } }])).toEqual({
    messages: '✖ which days?\n',
    results: '',
  });
});

test('a run that failed before it began has nothing to sum up', async () => {
  const error = new EtlError('badData', 'no log file for 2018-11-15');
  const run = new ScriptedRun().finish({ state: 'failed', exitCode: 3, days: [] }, error);
  for (const kind of ['plain', 'quiet'] as const) {
    expect(await present(kind, run.steps)).toEqual({ messages: '✖ no log file for 2018-11-15\n', results: '' });
  }
});

test('events about tasks that nobody announced change nothing', async () => {
  const run = new ScriptedRun().succeed('unknown', 10).fail('unknown', 10, 'because');
  expect(await present('plain', run.steps)).toEqual({ messages: '', results: '' });
});

test('an attempt that is repeated is one line, and nothing for those who only want to hear of failures', async () => {
  const script = () =>
    new ScriptedRun().start().after(50).createTables().retry('stage-events', 100, 'the connection was lost', 10_000);
  const steps = script().after(10_000).stage().load().check().publish('committed').finish().steps;
  const { messages } = await present('plain', steps);
  const lines = messages.split('\n').filter((line) => line.includes(' events '));
  expect(lines).toEqual([
    '04:00:00Z retry   stage     events  attempt 2 of 4 in 10.0s: the connection was lost',
    '04:00:10Z done    stage     events              8,056 rows, 30 files, 3.2 MB, 4 rejected  0.3s',
  ]);
  expect(await present('quiet', steps)).toEqual({ messages: '', results: '' });
});
