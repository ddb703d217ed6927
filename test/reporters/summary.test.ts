import { expect, test } from 'vitest';
import { columnsOf } from '../../src/reporters/closing.ts';
import { createStyle } from '../../src/reporters/style.ts';
import { summaryText } from '../../src/reporters/summary.ts';
import { SUMMARY } from '../support/scripted-run.ts';

const plain = createStyle({ isTTY: false });
const text = (summary: Partial<typeof SUMMARY>, width = 80) => summaryText({ ...SUMMARY, ...summary }, plain, width);

test('a terminal that has no size is taken for one of 80 columns', () => {
  const write = () => undefined;
  expect(columnsOf({ write, isTTY: true, columns: 0 })).toBe(80);
  expect(columnsOf({ write, isTTY: true, columns: 60 })).toBe(60);
  expect(columnsOf({ write, columns: 60 })).toBe(Number.POSITIVE_INFINITY);
});

test('a run that succeeded', () => {
  expect(text({ durationMs: 65_000 })).toBe(`\
✔ Finished 2018-11-01 … 2018-11-30 (30 days) in 1m 05s

  records    22,956 read = 22,952 loaded + 4 rejected
  songplays   6,820 rows
  users          96 rows
  songs      14,896 rows
  artists    10,025 rows
  time        6,813 rows
  matched       319 of 6,820 plays found their song (4.7%)
  checks         14 passed
`);
});

test('users that were written chunk by chunk are not taken for so many users', () => {
  const lines = text({ tables: { users: 223, songs: 71 }, userChunks: 3 })
    .split('\n')
    .map((line) => line.trim().split(/ +/).join(' '));
  expect(lines).toContain('users 223 rows in 3 chunks (a user may count once in each)');
  expect(lines).toContain('songs 71 rows');
});

test('a run that failed tells its checks by the worst, and the days without a file', () => {
  const missingDays = Array.from({ length: 12 }, (_, index) => {
    const day = `2018-12-${index + 10}`;
    return { day, lookedFor: `s3://sparkify/log_data/2018/12/${day}-events.json` };
  });
  const checks = { passed: 8, warned: 1, failed: 1, broken: 3, empty: 2 };
  const failed = { state: 'failed', exitCode: 1, days: [], tables: {}, plays: { total: 0, matched: 0 } } as const;
  expect(text({ ...failed, checks, missingDays: missingDays.slice(0, 1) })).toBe(`\
✖ Failed after 1.9s (exit code 1)

  records  22,956 read = 22,952 loaded + 4 rejected
  checks        1 failed, 3 broken, 1 warned, 8 passed
                2 with nothing to examine

  no log file for 1 day
    2018-12-10  looked for s3://sparkify/log_data/2018/12/2018-12-10-events.json
`);
  expect(text({ missingDays }).split('\n').slice(-4)).toEqual([
    '    2018-12-18  looked for s3://sparkify/log_data/2018/12/2018-12-18-events.json',
    '    2018-12-19  looked for s3://sparkify/log_data/2018/12/2018-12-19-events.json',
    '    … and 2 more',
    '',
  ]);
});

test('a run that was stopped tells which days are left, and what loads them', () => {
  const pendingDays = ['2018-12-01', '2018-12-02'];
  const lines = text({ state: 'interrupted', exitCode: 130, pendingDays }).trimEnd().split('\n').slice(-2);
  expect(lines).toEqual(['', '  not loaded: 2018-12-01 … 2018-12-02 (2 days); sparkify-etl retry does']);
});

test('what means nothing for the run is left out', () => {
  const nothing = { recordsRead: 0, recordsLoaded: 0, recordsRejected: 0, tables: {}, days: [] };
  const { plays: _, ...withoutPlays } = {
    ...SUMMARY,
    ...nothing,
    checks: { passed: 0, warned: 0, failed: 0, empty: 0, broken: 0 },
  };
  expect(summaryText(withoutPlays, plain, 80)).toBe('✔ Finished in 1.9s\n');
  const idle = { ...withoutPlays, isIdle: true };
  expect(summaryText(idle, plain, 80)).toBe('✔ Nothing to do: found out in 1.9s\n');
  expect(summaryText({ ...withoutPlays, state: 'interrupted', exitCode: 143 }, plain, 80)).toBe(
    '✖ Interrupted after 1.9s (exit code 143)\n',
  );
});

test('many ranges of days are broken at the edge', () => {
  const days = ['2018-11-01', '2018-11-03', '2018-11-05', '2018-11-07'];
  expect(text({ days, recordsRead: 0, tables: {} }, 50).split('\n').slice(0, 2)).toEqual([
    '✔ Finished 2018-11-01, 2018-11-03, 2018-11-05,',
    '  2018-11-07 (4 days) in 1.9s',
  ]);
});

test('colour only marks; the text is the same', () => {
  const colored = summaryText(SUMMARY, createStyle({ isTTY: true }), 80);
  expect(colored).toContain('\u001b[33m4 rejected\u001b[39m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(text({}));
});
