import { describe, expect, test } from 'vitest';
import { ScriptedRun } from '../support/scripted-run.ts';
import {
  failedCheckRun,
  failedStagingRun,
  interruptedRest,
  mixedChecksRun,
  runUntilStaging,
  successfulRun,
} from './recorded-runs.ts';
import { replay } from './replay.ts';

// These tests run the built package (`npm run build`) in a pseudo-terminal, 80 columns wide.

const HEADER = ['sparkify-etl run 0.1.0', '2018-11-01 … 2018-11-30 (30 days) → duckdb sparkify.duckdb'];
const LOADED = [
  '✔ Create tables    8 ready                                                0.1s',
  '✔ Stage records                                                           1.2s',
  '  ✔ events          8,056 rows      30 files   3.2 MB  4 rejected         0.3s',
  '  ✔ songs          14,896 rows  14,896 files  12.3 MB                     0.9s',
  '✔ Load facts                                                              0.1s',
  '  ✔ songplays       6,820 rows   319 matched                              0.1s',
  '✔ Load dimensions                                                         0.3s',
  '  ✔ users              96 rows                                            0.0s',
  '  ✔ songs          14,896 rows                                            0.1s',
  '  ✔ artists        10,025 rows                                            0.1s',
  '  ✔ time            6,813 rows                                            0.1s',
];
const ROLLED_BACK = '✖ Publish          rolled back: the published tables are as they were';

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
const COLOR = /\u001b\[(?:3\d|4\d|9\d|[12]|22|39)m/;

describe('the last picture', () => {
  test.each([24, 50])('of a run that succeeded, %i rows high', async (rows) => {
    const shown = await replay('tree', successfulRun().steps, { rows });
    expect(shown.scrolled).toEqual([
      ...HEADER,
      '',
      ...LOADED,
      '✔ Checks           14 passed                                              0.1s',
      '✔ Publish          committed 2018-11-01 … 2018-11-30 (30 days)',
      '',
      '✔ Finished 2018-11-01 … 2018-11-30 (30 days) in 1.9s',
      '',
      '  records    22,956 read = 22,952 loaded + 4 rejected',
      '  songplays   6,820 rows',
      '  users          96 rows',
      '  songs      14,896 rows',
      '  artists    10,025 rows',
      '  time        6,813 rows',
      '  matched       319 of 6,820 plays found their song (4.7%)',
      '  checks         14 passed',
    ]);
    expect(shown).toMatchObject({ wrapped: [], exitCode: 0, cursorIsVisible: true });
  });

  test.each([24, 50])('of a run with a failed check, %i rows high', async (rows) => {
    const shown = await replay('tree', failedCheckRun().steps, { rows });
    expect(shown.scrolled.slice(0, shown.scrolled.indexOf('✖ Failed after 1.9s (exit code 1)'))).toEqual([
      ...HEADER,
      '⚠ no log file for 2018-11-03',
      '',
      ...LOADED,
      '✖ Checks           12 passed, 1 warned, 1 failed                          0.1s',
      '  ✖ Users are unique                 12 offending rows                    0.0s',
      '  ⚠ Artists have a place on the map  7,000 offending rows                 0.0s',
      ROLLED_BACK,
      '',
      '✖ Users are unique: 12 offending rows',
      '    user_id=12  level=paid',
      '    user_id=12  level=free',
      '    … and 10 more',
      '',
      '⚠ Artists have a place on the map: 7,000 offending rows',
      '    artist_id=AR1  location=NULL',
      '    … and 6,999 more',
      '',
      '⚠ 4 records were rejected; staging_rejects has them',
      '',
      '✖ 1 of 14 checks failed',
      '    Users are unique: 12 offending rows',
      '  → the published tables are as they were; correct the source and run again',
      '',
    ]);
    expect(shown).toMatchObject({ wrapped: [], cursorIsVisible: true });
  });

  test('of checks of every outcome, in 60 columns', async () => {
    const shown = await replay('tree', mixedChecksRun().steps, { columns: 60, rows: 40 });
    expect(shown.scrolled.slice(3, shown.scrolled.indexOf('✖ Failed after 0.2s (exit code 8)'))).toEqual([
      '✖ Checks  7 passed, 1 warned, 3 failed, 1 broken,…    0.1s',
      '  ✖ Every matched song is kno…  12 of 3,400 rows,…    0.0s',
      '  ✖ Songs are unique            line 3: there is n…   0.0s',
      '  ⚠ Artists are unique          7,000 of 10,025 ro…   0.0s',
      '  ✖ Artists have a place on t…  found 7               0.0s',
      '  ✖ Times are within the load…  2 differences         0.0s',
      '',
      '✖ Every matched song is known: 12 of 3,400 rows, 0.35%',
      '    user_id=12  level=paid',
      '    … and 11 more',
      '',
      '✖ Songs are unique: line 3: there is no column "sogn_id" in',
      '  songs',
      '',
      '⚠ Artists are unique: 7,000 of 10,025 rows, 69.8% (not',
      '  blocking: --no-block)',
      '    user_id=12  level=paid',
      '    … and 6,999 more',
      '',
      '✖ Artists have a place on the map: found 7',
      '',
      '✖ Times are within the loaded days: 2 differences',
      '      hour,plays',
      '    - 8,120',
      '    + 8,119',
      '      9,98',
      '',
      '✖ 1 of 14 checks could not be evaluated, 3 failed',
      '  → correct check_8.sql and run again',
      '',
    ]);
    expect(shown.scrolled.slice(-3)).toEqual([
      '  ✖ check_11  found 7: Artists have a place…',
      '  ✖ check_13  Times are within the loaded da…      2',
      '  ✖ check_8   line 3: there is no column "so…',
    ]);
    expect(shown.raw).toContain('\u001b[31m- 8,120\u001b[39m');
    expect(shown).toMatchObject({ wrapped: [], cursorIsVisible: true });
  });

  test.each([24, 50])('of a run that could not read its source, %i rows high', async (rows) => {
    const shown = await replay('tree', failedStagingRun().steps, { rows });
    expect(shown.scrolled.slice(3, 18)).toEqual([
      '✔ Create tables    8 ready                                                0.1s',
      '✖ Stage records                                                           1.0s',
      '  ✖ events         cannot read s3://sparkify/log_data/2018/11/2018-11-…   0.1s',
      '  ✔ songs          14,896 rows  14,896 files  12.3 MB                     0.9s',
      '- Load facts       skipped: upstream failed: stage-events',
      '✖ Load dimensions                                                         0.2s',
      '  - users          skipped: upstream failed: stage-events',
      '  ✔ songs          14,896 rows                                            0.1s',
      '  ✔ artists        10,025 rows                                            0.1s',
      '  - time           skipped: upstream failed: fact-songplays',
      '- Checks           skipped: upstream failed: fact-songplays',
      ROLLED_BACK,
      '',
      '✖ cannot read s3://sparkify/log_data/2018/11/2018-11-15-events.json: Access',
      '  Denied',
    ]);
    expect(shown).toMatchObject({ wrapped: [], cursorIsVisible: true });
  });
});

describe('while it runs', () => {
  const waiting = { at: 2100, wait: 'SIGINT' } as const;

  test('rows show how far their task is; Ctrl-C reaches the program, and the tree ends well', async () => {
    const steps = [...runUntilStaging().steps, waiting, ...interruptedRest().steps];
    const shown = await replay('tree', steps, { steps: [{ when: 'the source is slow', type: '\u0003' }] });
    expect(shown.seen[0]?.map((line) => line.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/, '*'))).toEqual([
      ...HEADER,
      '',
      '✔ Create tables    8 ready                                                0.1s',
      '❯ Stage records                                                           2.0s',
      '  ✔ events         8,056 rows            30 files                         1.9s',
      '  * songs          4,119 rows  4,120/14,896 files  1 rejected             2.0s',
      '· Load facts',
      '· Load dimensions',
      '· Checks',
      '· Publish',
      '⚠ the source is slow',
    ]);
    expect(shown.screen.slice(3, 14)).toEqual([
      '✔ Create tables    8 ready                                                0.1s',
      '✖ Stage records                                                           2.0s',
      '  ✔ events         8,056 rows  30 files  3.2 MB                           1.9s',
      '  ✖ songs          stopped by SIGINT; what was not committed is undone    2.0s',
      '- Load facts       skipped: interrupted',
      '- Load dimensions  skipped: interrupted',
      '- Checks           skipped: interrupted',
      ROLLED_BACK,
      '',
      '⚠ the source is slow',
      '',
    ]);
    expect(shown.screen.join('\n')).toContain('✖ Interrupted after 2.2s (exit code 130)');
    expect(shown).toMatchObject({ wrapped: [], exitCode: 0, cursorIsVisible: true });
  });

  test('the tree follows the width of its window', async () => {
    const steps = [...runUntilStaging().steps, { at: 2100, wait: 'SIGWINCH' } as const, waiting];
    const shown = await replay('tree', steps, {
      env: { NO_COLOR: '1' },
      steps: [
        { when: 'the source is slow', columns: 60, rows: 24 },
        // The narrow row has no place for the files between these two.
        { when: '4,119 rows  1 rejected', type: '\u0003' },
      ],
    });
    expect(shown.seen[1]).toContain('  ✔ events         8,056 rows                         1.9s');
  });

  test('a signal that nobody listens to ends the program and gives the cursor back', async () => {
    const steps = [...runUntilStaging().steps, { at: 2100, wait: 'nothing' } as const];
    const shown = await replay('tree', steps, { steps: [{ when: 'the source is slow', signal: 'SIGTERM' }] });
    expect(shown).toMatchObject({ signal: 15, cursorIsVisible: true });
  });

  test('fourteen checks do not push the tree out of a low screen', async () => {
    const run = new ScriptedRun()
      .start()
      .createTables()
      .stage()
      .load()
      .report({ type: 'task-started', task: 'check-1' });
    const shown = await replay('tree', [...run.steps, waiting], { steps: [{ when: 'check_1', type: '\u0003' }] });
    const seen = shown.seen[0] ?? [];
    expect(seen.slice(0, 2)).toEqual(HEADER);
    expect(seen.at(-2)).toMatch(/^ {2}\S check_1 +\d\.\ds$/);
  });
});

describe('colour', () => {
  test('is there on a terminal', async () => {
    const { raw } = await replay('tree', successfulRun().steps);
    expect(raw).toContain('\u001b[32m✔\u001b[39m');
  });

  test('is not there under NO_COLOR', async () => {
    const { raw } = await replay('tree', failedCheckRun().steps, { env: { NO_COLOR: '1' } });
    expect(raw).not.toMatch(COLOR);
    expect(raw).toContain('✖');
  });
});

test('a run that ends before its tree is drawn is shown in full', async () => {
  const { steps } = new ScriptedRun().start().finish();
  const shown = await replay('tree', steps.slice(0, 1));
  expect(shown.screen.slice(3, 6)).toEqual([
    '- Create tables    skipped: not reached',
    '- Stage records    skipped: not reached',
    '- Load facts       skipped: not reached',
  ]);
});

describe('an attempt that is repeated', () => {
  const retrying = () =>
    new ScriptedRun().start().after(50).createTables().retry('stage-events', 100, 'the connection was lost', 9000);

  test('says why, and when the next begins', async () => {
    const waiting = { at: 1130, wait: 'SIGINT' } as const;
    const press = [{ when: 'attempt 2 of 4 in 8', type: '\u0003' }];
    const shown = await replay('tree', [...retrying().steps, waiting], { steps: press });
    expect(shown.seen[0]?.slice(4, 6)).toEqual([
      '↻ Stage records',
      '  ↻ events         attempt 2 of 4 in 8.1s: the connection was lost',
    ]);
  });

  test('is told apart from the first', async () => {
    const shown = await replay('tree', retrying().after(9000).stage().load().check().finish().steps);
    expect(shown.scrolled.filter((line) => line.includes('attempt'))).toEqual([
      '  ✔ events (attempt 2)   8,056 rows      30 files  4 rejected             0.3s',
    ]);
  });
});
