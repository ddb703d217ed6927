import { describe, expect, it } from 'vitest';
import { dayBefore, parseAge } from '../src/age.ts';

describe('an age', () => {
  it.each([
    ['1d', '2024-03-30'],
    ['90d', '2024-01-01'],
    ['12w', '2024-01-07'],
    ['1m', '2024-02-29'],
    ['13m', '2023-02-28'],
    ['6m', '2023-09-30'],
    ['1y', '2023-03-31'],
    ['1000y', '1024-03-31'],
  ])('%s before 2024-03-31 is %s', (text, day) => {
    expect(dayBefore(new Date('2024-03-31T23:59:59Z'), parseAge(text))).toBe(day);
  });

  it.each(['', '90', 'd', '0d', '1.5y', '-1d', '90 d', '90D', '1h', '9999999d', '1001y', '1y 2m'])(
    'is not %j',
    (text) => {
      expect(() => parseAge(text)).toThrow(`expected an age as 90d, 12w, 6m (months) or 1y, found "${text}"`);
    },
  );
});
