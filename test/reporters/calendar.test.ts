import { describe, expect, it } from 'vitest';
import { type CalendarDay, type CalendarState, DAY_STATES, type WarehouseStatus } from '../../src/core/calendar.ts';
import { daysBetween } from '../../src/core/day.ts';
import type { PastRun } from '../../src/core/history.ts';
import { statusText } from '../../src/reporters/calendar/index.ts';
import { monthLines } from '../../src/reporters/calendar/months.ts';
import { SIGNS } from '../../src/reporters/calendar/signs.ts';
import { createStyle } from '../../src/reporters/style.ts';
import { displayWidth } from '../../src/reporters/text.ts';

const plain = createStyle({ isTTY: false });
const colored = createStyle({ isTTY: true });
const day = (name: string, state: CalendarState, members: Partial<CalendarDay> = {}): CalendarDay => ({
  ...{ day: name, state, isPublished: state === 'published', records: 10, rejects: 0, reason: null, run: null },
  files: null,
  ...members,
});
const days = (first: string, last: string, stateOf: (name: string) => CalendarState = () => 'published') =>
  daysBetween(first, last).map((name) => day(name, stateOf(name)));
const RUN: PastRun = {
  ...{ run: '20181201T030000Z-4f1c09', command: 'run-all', version: '1.0.0', state: 'failed', exitCode: 3 },
  ...{ host: 'host', processId: 4711, firstDay: '2018-11-01', lastDay: '2018-11-30', days: 30, recordsRead: 8056 },
  ...{ recordsRejected: 1, startedAt: '2018-12-01T03:00:00.250Z', endedAt: '2018-12-01T03:01:05.250Z' },
  ...{ durationMs: 65_000, error: 'why' },
};
const STATUS: WarehouseStatus = {
  warehouse: 'duckdb:./sparkify.duckdb',
  days: [],
  source: { location: './log_data', problem: null },
  isUnfinished: false,
  lastRun: null,
  running: [],
};
const text = (changes: Partial<WarehouseStatus>, width = 80) => statusText({ ...STATUS, ...changes }, plain, width);

describe('the calendar', () => {
  it('has a line a month and a sign a day', () => {
    const states = new Map<string, CalendarState>([
      ['2018-11-29', 'failed'],
      ['2018-12-02', 'missing'],
      ['2018-12-03', 'rejects'],
    ]);
    const known = days('2018-11-28', '2018-12-04', (name) => states.get(name) ?? 'published');
    expect(monthLines(known, plain, 50)).toEqual([
      '         1   5    10   15   20   25   30',
      '2018-11                             ●F●',
      '2018-12  ●-r●',
    ]);
    expect(monthLines(known, plain, 80)).toEqual([
      '         1       5         10        15        20        25        30',
      `2018-11${' '.repeat(2 + 2 * 27)}● F ●`,
      '2018-12  ● - r ●',
    ]);
  });

  it('takes two lines a month where the terminal is narrow', () => {
    expect(monthLines(days('2018-11-01', '2018-11-30'), plain, 30)).toEqual([
      '         1   5    10   15',
      `2018-11  ${'●'.repeat(15)}`,
      `         ${'●'.repeat(15)}`,
    ]);
  });

  it.each([24, 30, 40, 71, 80, 200])('fits into %i columns, and years stay readable', (width) => {
    const lines = monthLines(days('2012-01-01', '2018-12-31'), plain, width);
    expect(lines.filter((line) => displayWidth(line) > Math.max(width, 25))).toEqual([]);
    expect(lines).toHaveLength(1 + 7 * 12 * (width < 40 ? 2 : 1));
  });

  it('tells a long time without anything in one line', () => {
    const known = days('1970-01-01', '2018-11-02', (name) =>
      name.startsWith('1970-01') || name > '2018-11' ? 'published' : 'missing',
    );
    expect(monthLines(known, plain, 50).slice(2)).toEqual([
      '1970-02 … 2018-10: nothing is known of 585 months',
      '2018-11  ●●',
    ]);
  });

  it('has a sign and a meaning of its own for each state, with color and without', () => {
    const signs = Object.values(SIGNS).map(({ sign }) => sign);
    expect(new Set(signs).size).toBe(DAY_STATES.length);
    expect(new Set(Object.values(SIGNS).map(({ meaning }) => meaning)).size).toBe(DAY_STATES.length);
    const known = DAY_STATES.map((state, n) => day(`2018-11-0${n + 1}`, state));
    const [, line = ''] = monthLines(known, plain, 50);
    expect(line).toBe(`2018-11  ${DAY_STATES.map((state) => SIGNS[state].sign).join('')}`);
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    const [, withColor = ''] = monthLines(known, colored, 50);
    expect(withColor).not.toBe(line);
    expect(withColor.replace(escapes, '')).toBe(line);
  });
});

describe('the status', () => {
  it('of nothing says so', () => {
    expect(text({})).toBe(
      'duckdb:./sparkify.duckdb\n\nNo day is known yet.\n\nNo run has ended yet.\nNothing is running.\nCompared with ./log_data: every log file is as it was read.\n',
    );
  });

  it('lists what to look at, with reasons and figures', () => {
    const known = [
      day('2018-11-01', 'failed', { isPublished: true, reason: 'a bad\nrecord' }),
      day('2018-11-02', 'failed'),
      day('2018-11-03', 'rejects', { rejects: 3, records: 1200 }),
      day('2018-11-04', 'missing'),
      day('2018-11-05', 'missing'),
      day('2018-11-06', 'changed', { rejects: 1, files: { new: 0, changed: 1, vanished: 0 } }),
      day('2018-11-07', 'missing'),
      day('2018-11-08', 'published'),
    ];
    const running = [{ ...RUN, state: 'running', exitCode: null, endedAt: null }];
    expect(text({ days: known, lastRun: RUN, running }, 200)).toBe(`duckdb:./sparkify.duckdb

         1       5         10        15        20        25        30
2018-11  F F r - - c - ●

● published (1)   r published, with rejects (1)   F failed (2)   c changed files (1)   - missing (3)

Failed (mend what is named, then: sparkify-etl retry): 2 days
  2018-11-01 (readers see what was published before): a bad record
  2018-11-02: no reason is kept

Changed in the source since they were read (sparkify-etl run-all): 1 day
  2018-11-06

With rejects (table staging_rejects): 2 days
  2018-11-03: 3 of 1,200 records
  2018-11-06: 1 of 10 records

Gaps: 3 days
  2018-11-04 … 2018-11-05
  2018-11-07

✖ Last run: run-all 2018-11-01 … 2018-11-30 (30 days), failed (exit code 3), 2018-12-01 03:00:00 UTC, took 1m 05s
❯ Running: run-all 2018-11-01 … 2018-11-30 (30 days), since 2018-12-01 03:00:00 UTC (process 4711 on host)
Compared with ./log_data: files differ on 2018-11-06.
`);
  });

  it('tells days that failed for one reason in one line', () => {
    const reason = 'no permission to read logs';
    const known = days('2018-11-01', '2018-11-05', (name) => (name.endsWith('03') ? 'published' : 'failed')).map(
      (each) => ({ ...each, reason }),
    );
    expect(text({ days: known }, 200)).toContain(
      '\n  2018-11-01 … 2018-11-02, 2018-11-04 … 2018-11-05 (4 days): no permission to read logs\n',
    );
  });

  it('lists so many lines at most, and says how many there are', () => {
    const known = days('2018-11-01', '2018-12-31', (name) =>
      Number(name.slice(8)) % 2 === 0 ? 'missing' : 'published',
    );
    const lines = text({ days: known }).split('\n');
    expect(lines).toContain('Gaps: 30 days');
    expect(lines).toContain('  … and 10 more (--json has all)');
    expect(lines.filter((line) => /^ {2}2018-/.test(line))).toHaveLength(20);
  });

  it('says what there is to publish besides days', () => {
    expect(text({ isUnfinished: true }, 200)).toContain(
      '\n\nSongs or plays are staged that not all published tables have yet (sparkify-etl run-all)\n\n',
    );
  });

  it('says in one line why the source was not looked at', () => {
    expect(text({ source: null })).toContain('\nThe source was not looked at (--offline).\n');
    const problem = { location: 's3://bucket', problem: 'the bucket is not there' };
    expect(text({ source: problem })).toContain('\nFiles are not compared: the bucket is not there\n');
  });

  it.each([40, 60])('fits into %i columns, and shows nothing that moves the cursor', (width) => {
    const known = days('2018-11-01', '2018-11-30', () => 'failed').map((each) => ({
      ...each,
      reason: 'it\u001b[2Jfailed for a reason',
    }));
    const shown = text({ days: known, lastRun: RUN }, width);
    expect(shown.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
    expect(shown).toContain('it\\u{1b}[2Jfailed');
  });
});
