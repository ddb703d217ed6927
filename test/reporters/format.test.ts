import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysText } from '../../src/reporters/days.ts';
import {
  bytes,
  counted,
  duration,
  figuresLine,
  figureTexts,
  percent,
  rate,
  share,
} from '../../src/reporters/format.ts';

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [1234, '1,234 rows'],
])('%i counted', (value, expected) => {
  expect(counted(value, 'row')).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [3_000_000_000_000_000, '3000.0 TB'],
])('%i bytes', (value, expected) => {
  expect(bytes(value)).toBe(expected);
});

test.each([
  [0, '0.0s'],
  [340, '0.3s'],
  [59_949, '59.9s'],
  [59_950, '1m 00s'],
  [65_000, '1m 05s'],
  [3_599_400, '59m 59s'],
  [3_599_500, '1h 00m'],
  [7_620_000, '2h 07m'],
])('%i milliseconds', (value, expected) => {
  expect(duration(value)).toBe(expected);
});

describe('rate', () => {
  test.each([
    [90_123, 2000, '45,100 rows/s'],
    [7, 2000, '3.5 rows/s'],
    [0, 5000, undefined],
    [90_000, 999, undefined],
  ])('%i rows in %i ms', (rows, milliseconds, expected) => {
    expect(rate(rows, milliseconds)).toBe(expected);
  });
});

test('a share of nothing is nothing', () => {
  expect([percent(319, 6820), percent(0, 5), percent(0, 0)]).toEqual(['4.7%', '0.0%', '']);
});

describe('figures', () => {
  const figures = { files: 12, filesTotal: 14_896, bytes: 12_345_678, rows: 90_000, rejected: 3 };

  test('of a running task say what is to come and how fast it goes', () => {
    const line = figuresLine(figureTexts(figures, 'stage', { durationMs: 2000 }));
    expect(line).toBe('90,000 rows, 12/14,896 files, 12.3 MB, 3 rejected, 45,000 rows/s');
  });

  test('of a finished task say what was done', () => {
    expect(figuresLine(figureTexts(figures, 'stage'))).toBe('90,000 rows, 12 files, 12.3 MB, 3 rejected');
  });

  test('no rejects are not worth a word, no rows are', () => {
    expect(figuresLine(figureTexts({ rows: 0, rejected: 0 }, 'dimension'))).toBe('0 rows');
  });

  test('of the fact and of a check have their own words', () => {
    expect(figuresLine(figureTexts({ rows: 6820, matched: 319 }, 'fact'))).toBe('6,820 rows, 319 matched');
    expect(figuresLine(figureTexts({ rows: 1 }, 'check', { durationMs: 2000 }))).toBe('1 offending row');
  });
});

describe('daysText', () => {
  test.each([
    [[], ''],
    [['2018-11-15'], '2018-11-15'],
    [['2018-11-30', '2018-12-01', '2018-11-29'], '2018-11-29 … 2018-12-01 (3 days)'],
    [['2018-11-01', '2018-11-02', '2018-11-04'], '2018-11-01 … 2018-11-02, 2018-11-04 (3 days)'],
    [['2018-11-01', '2018-11-01'], '2018-11-01'],
    [
      ['2018-11-01', '2018-11-03', '2018-11-05', '2018-11-07', '2018-11-09'],
      '2018-11-01, 2018-11-03, 2018-11-05, …, 2018-11-09 (5 days)',
    ],
  ])('%j is %s', (days, expected) => {
    expect(daysText(days)).toBe(expected);
  });

  test('a month in any order is one range', () => {
    const november = Array.from({ length: 30 }, (_, day) => `2018-11-${String(day + 1).padStart(2, '0')}`);
    const shuffled = fc.shuffledSubarray(november, { minLength: 30 });
    fc.assert(fc.property(shuffled, (days) => daysText(days) === '2018-11-01 … 2018-11-30 (30 days)'));
  });
});

test.each([
  [0, '0%'],
  [12 / 3400, '0.35%'],
  [0.000_044, '0.0044%'],
  [0.000_000_4, '<0.001%'],
  [0.047, '4.7%'],
  [0.1234, '12.3%'],
  [0.5, '50%'],
  [0.9996, '>99.9%'],
  [1, '100%'],
])('a share of %d', (part, expected) => {
  expect(share(part)).toBe(expected);
});
