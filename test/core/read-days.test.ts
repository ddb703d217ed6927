import { expect, it } from 'vitest';
import type { Reject } from '../../src/core/dataset.ts';
import { readDays } from '../../src/core/read-days.ts';

const DAY = '2018-11-15';
const fileOf = (day: string, name = day) => ({
  day,
  object: { uri: `file:///${name}.json`, key: `${name}.json`, size: 1, version: '1' },
});
const rejected = (name: string): Reject => ({
  ...{ table: 'staging_events', file: `file:///${name}.json`, line: 1, column: null, value: null, reason: 'odd' },
});

it('adds up rows and rejects of each day, from all of its files', () => {
  const files = [fileOf(DAY), fileOf(DAY, 'late'), fileOf('2018-11-16')];
  const rows = new Map([[DAY, 7]]);
  const rejects = [rejected(DAY), rejected('late'), rejected('late'), rejected('2018-11-16')];
  expect(readDays({ days: [DAY, '2018-11-16', '2018-11-17'], files }, rows, rejects)).toEqual([
    [
      [DAY, 10],
      ['2018-11-16', 1],
      ['2018-11-17', 0],
    ],
  ]);
});

it('comes in batches that an engine takes', () => {
  const days = Array.from({ length: 2500 }, (_, n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
  const batches = readDays({ days, files: [] }, new Map(), []);
  expect(batches.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
  expect(batches.flat().map(([day]) => day)).toEqual(days);
});
