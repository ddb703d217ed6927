import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Popularity } from '../../src/sample/popularity.ts';
import { Random } from '../../src/sample/random.ts';

it('gives the same numbers for a key on every machine', () => {
  const random = new Random('7/day/17836');
  const first = [random.next(), random.next(), random.next(), random.next()];
  expect(first).toEqual([693023671, 2467948165, 1066752644, 3866775322]);
});

it('gives other numbers for another key', () => {
  expect(new Random('7/day/17836').next()).not.toBe(new Random('7/day/17837').next());
});

it('stays within its limits', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 31 }), (key, limit) => {
      const number = new Random(key).below(limit);
      expect(Number.isInteger(number) && number >= 0 && number < limit).toBe(true);
    }),
  );
});

it('spreads evenly', () => {
  const random = new Random('even');
  const counts = new Array<number>(8).fill(0);
  for (let draw = 0; draw < 80_000; draw++) {
    const slot = random.below(8);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(9000);
});

it('makes the first rank twice as popular as the second, and reaches every rank', () => {
  const popularity = new Popularity(20);
  const random = new Random('skew');
  const counts = new Array<number>(20).fill(0);
  for (let draw = 0; draw < 50_000; draw++) {
    const rank = popularity.pick(random);
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  expect((counts[0] ?? 0) / (counts[1] ?? 1)).toBeCloseTo(2, 0);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(new Popularity(1).pick(random)).toBe(0);
});
