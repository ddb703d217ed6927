import { expect, it } from 'vitest';
import { readDays } from '../../src/core/read-days.ts';

const DAY = '2018-11-15';
const fileOf = (day: string, name = day) => ({
  day,
  object: { uri: `file:///${name}.json`, key: `${name}.json`, size: 1, version: '1' },
});

it('adds up rows and rejects of each day, from all of its files', () => {
  const files = [
    { file: fileOf(DAY), rows: 4, rejects: 1 },
    { file: fileOf(DAY, 'late'), rows: 3, rejects: 2 },
    { file: fileOf('2018-11-16'), rows: 0, rejects: 1 },
  ];
  expect(readDays([DAY, '2018-11-16', '2018-11-17'], files)).toEqual([
    [
      [DAY, 10],
      ['2018-11-16', 1],
      ['2018-11-17', 0],
    ],
  ]);
});

it('comes in batches that an engine takes', () => {
  const days = Array.from({ length: 2500 }, (_, n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
  const batches = readDays(days, []);
  expect(batches.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
  expect(batches.flat().map(([day]) => day)).toEqual(days);
});
