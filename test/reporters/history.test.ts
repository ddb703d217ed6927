import { describe, expect, it } from 'vitest';
import type { PastRun, PastRunDetail, PastTask } from '../../src/core/history.ts';
import { runText } from '../../src/reporters/history/run.ts';
import { runsText } from '../../src/reporters/history/runs.ts';
import { createStyle } from '../../src/reporters/style.ts';
import { displayWidth } from '../../src/reporters/text.ts';

const plain = createStyle({ isTTY: false });
const RUN: PastRun = {
  ...{ run: '20181201T030000Z-4f1c09', command: 'run-all', version: '1.0.0', state: 'failed', exitCode: 1 },
  ...{ host: 'host', processId: 4711, firstDay: '2018-11-01', lastDay: '2018-11-30', days: 30, recordsRead: 8056 },
  ...{ recordsRejected: 1, startedAt: '2018-12-01T03:00:00.250Z', endedAt: '2018-12-01T03:01:05.250Z' },
  ...{ durationMs: 65_000, error: '1 of 14 checks failed' },
};
const RUNNING: PastRun = {
  ...RUN,
  ...{ run: '20181201T040000Z-aaaaaa', state: 'running', exitCode: null, endedAt: null, error: null, durationMs: 1200 },
  ...{ firstDay: '2018-11-15', lastDay: '2018-11-15', days: 1, recordsRead: 0, recordsRejected: 0 },
};
const ABANDONED: PastRun = {
  ...RUN,
  ...{ run: '20181101T040000Z-bbbbbb', state: 'abandoned', exitCode: null, command: 'stage', error: 'it was killed' },
  ...{ firstDay: null, lastDay: null, days: 0, recordsRead: 0, recordsRejected: 0 },
};
const task = (members: Partial<PastTask>): PastTask => ({
  ...{ task: 'stage:events', chunk: 1, outcome: 'succeeded', attempts: 1, durationMs: 1200, rows: null, files: null },
  ...{ bytes: null, rejected: null, reason: null },
  ...{ startedAt: '2018-12-01T03:00:01.000Z', endedAt: '2018-12-01T03:00:02.200Z' },
  ...members,
});
/** A check that counts days. */
const VOLUME = { check: 'plays_volume', severity: 'warn', outcome: 'warned', isUnblocked: false, examined: null };
const DETAIL: PastRunDetail = { ...RUN, outcomes: [], incompleteDays: [], tasks: [], checks: [] };

describe('the list of runs', () => {
  it('has a line for each, and the error of one that failed below it', () => {
    expect(runsText([RUNNING, RUN, ABANDONED], plain, 200)).toBe(
      `❯ 20181201T040000Z-aaaaaa  running               run-all  2018-11-15                         2018-12-01 03:00:00 UTC  1.2s so far  –
✖ 20181201T030000Z-4f1c09  failed (exit code 1)  run-all  2018-11-01 … 2018-11-30 (30 days)  2018-12-01 03:00:00 UTC  1m 05s       8,056 records, 1 reject
    1 of 14 checks failed
✖ 20181101T040000Z-bbbbbb  abandoned             stage    no days                            2018-12-01 03:00:00 UTC  –            –
    it was killed
`,
    );
  });

  it.each([
    ['2018-11-05', '2018-11-09', 5, '2018-11-05 … 2018-11-09 (5 days)'],
    ['2018-11-05', '2018-11-09', 2, '2018-11-05, 2018-11-09 (2 days)'],
    ['2018-11-05', '2018-11-09', 3, '3 days from 2018-11-05 to 2018-11-09'],
    ['2018-11-05', '2018-11-06', 2, '2018-11-05 … 2018-11-06 (2 days)'],
  ])('has days from %s to %s as a range only if all between are there: %i', (firstDay, lastDay, days, text) => {
    expect(runsText([{ ...RUN, firstDay, lastDay, days }], plain, 200)).toContain(`run-all  ${text}  2018-12-01`);
  });

  it.each([40, 60, 80, 120])('fits into %i columns', (width) => {
    const error = 'a very long reason '.repeat(20);
    const lines = runsText([RUNNING, { ...RUN, error }, ABANDONED], plain, width).split('\n');
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    for (const each of [RUNNING, RUN, ABANDONED])
      expect(lines.filter((line) => line.includes(each.run))).toHaveLength(1);
  });

  it('says that there is none', () => {
    expect(runsText([], plain, 80)).toBe('No run is kept yet.\n');
  });
});

describe('a run', () => {
  it('is told with its days, tasks and checks', () => {
    const run: PastRunDetail = {
      ...DETAIL,
      outcomes: [
        { day: '2018-11-01', outcome: 'published', reason: null },
        { day: '2018-11-02', outcome: 'published', reason: null },
        { day: '2018-11-03', outcome: 'failed', reason: 'a bad\u001b[1m record' },
        { day: '2018-11-04', outcome: 'missing', reason: 'looked for a.json' },
        { day: '2018-11-05', outcome: 'pending', reason: null },
      ],
      incompleteDays: ['2018-11-03', '2018-11-05'],
      tasks: [
        ...['users', 'songs'].map((table) => task({ task: `create:${table}`, durationMs: 1 })),
        task({ rows: 8055, files: 30, bytes: 3_200_000, rejected: 1, attempts: 2 }),
        task({ task: 'check:users_plays', outcome: 'failed', rows: 7, reason: 'check users_plays failed' }),
        task({
          task: 'dim:users',
          chunk: 2,
          outcome: 'skipped',
          startedAt: null,
          durationMs: 0,
          attempts: 0,
          reason: 'interrupted',
        }),
        task({ chunk: 3 }),
        task({ task: 'check:a', chunk: 3, startedAt: '2018-12-01T03:00:02.200Z', endedAt: '2018-12-01T03:00:03.000Z' }),
        task({ task: 'check:a', chunk: 2, outcome: 'skipped', startedAt: null, attempts: 0, reason: 'interrupted' }),
        task({ task: 'check:b', chunk: 2, rows: 0, durationMs: 7, endedAt: '2018-12-01T03:00:01.500Z' }),
        task({ task: 'check:c', chunk: 2, rows: 0, durationMs: 9, endedAt: '2018-12-01T03:00:03.000Z' }),
      ],
      checks: [
        {
          check: 'users_plays',
          severity: 'error',
          outcome: 'failed',
          isUnblocked: false,
          count: 7,
          examined: 96,
          finding: null,
        },
        {
          check: 'users_levels',
          severity: 'error',
          outcome: 'warned',
          isUnblocked: true,
          count: 1,
          examined: null,
          finding: null,
        },
        {
          check: 'users_levels',
          severity: 'error',
          outcome: 'warned',
          isUnblocked: true,
          count: 2,
          examined: null,
          finding: null,
        },
        { ...VOLUME, count: 1, finding: '1 day' },
        { ...VOLUME, count: 2, finding: '2 days' },
        { check: 'own', severity: 'warn', outcome: 'empty', isUnblocked: false, count: 0, examined: 0, finding: null },
        {
          check: 'odd',
          severity: 'warn',
          outcome: 'broken',
          isUnblocked: false,
          count: 0,
          examined: null,
          finding: 'no such table',
        },
      ],
    };
    expect(runText(run, plain, 100)).toBe(`✖ run 20181201T030000Z-4f1c09 failed (exit code 1)
  command  run-all (version 1.0.0)
  started  2018-12-01 03:00:00 UTC, took 1m 05s
  process  4711 on host
  days     2018-11-01 … 2018-11-30 (30 days)
  records  8,056 records, 1 reject
  error    1 of 14 checks failed

Days
  ✔ published 2018-11-01 … 2018-11-02 (2 days)
  ✖ failed 2018-11-03: a bad\\u{1b}[1m record
  ⚠ missing 2018-11-04: looked for a.json
  - pending 2018-11-05
  → not loaded since: 2018-11-03, 2018-11-05 (2 days); to load exactly these: sparkify-etl retry
    20181201T030000Z-4f1c09

Tasks
  chunk 1
  ✔ 2 tables           03:00:01  1.2s
  ✔ stage:events       03:00:01  1.2s, 8,055 rows, 30 files, 3.2 MB, 1 rejected, 2 attempts
  ✖ check:users_plays  03:00:01  1.2s, 7 offending rows, check users_plays failed
  chunk 2
  - 2 tasks                      skipped, interrupted
  ✔ 2 checks           03:00:01  2.0s
  ✔ chunk 3  03:00:01  2.0s, 1 task, 1 check

Checks that did not pass
  ✖ users_plays failed: 7 of 96 rows
  ⚠ users_levels warned 2 times: 3 rows (not blocking)
  ⚠ plays_volume warned 2 times: 3 days
  ○ own empty: nothing to examine
  ✖ odd broken: no such table
`);
  });

  it('that is under way says since when; one that was killed not how long it took', () => {
    expect(runText({ ...DETAIL, ...RUNNING }, plain, 80)).toContain(
      '  started  2018-12-01 03:00:00 UTC, 1.2s so far\n',
    );
    expect(runText({ ...DETAIL, ...ABANDONED }, plain, 80)).toContain('  started  2018-12-01 03:00:00 UTC\n');
  });

  it.each([40, 80])('fits into %i columns', (width) => {
    const error = 'a very long reason '.repeat(20);
    const outcomes = [{ day: '2018-11-03', outcome: 'failed', reason: error }];
    const lines = runText({ ...DETAIL, error, outcomes, tasks: [task({ reason: error })] }, plain, width).split('\n');
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
  });
});
