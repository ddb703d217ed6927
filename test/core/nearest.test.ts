import { expect, it } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';

const NAMES = ['plays-by-hour', 'plays-by-weekday', 'top-listeners'];

it.each([
  ['play-by-hour', 'plays-by-hour'],
  ['plays-by-hours', 'plays-by-hour'],
  ['PLAYS-BY-WEEKDAY', 'plays-by-weekday'],
  ['top_listener', 'top-listeners'],
  ['artists', undefined],
  ['', undefined],
])('%j is most likely %j', (typed, expected) => {
  expect(nearest(typed, NAMES)).toBe(expected);
});

it('there may be no names at all', () => {
  expect(nearest('x', [])).toBeUndefined();
});
