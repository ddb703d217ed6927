import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newRunId } from '../src/run-id.ts';

it('is readable, and tells the moment to the millisecond', () => {
  expect(newRunId(new Date('2018-11-15T03:15:00.007Z'))).toMatch(/^20181115T031500\.007Z-[0-9a-f]{6}$/);
});

it('sorts as its moment does', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 2000 }), (first, later) => {
      expect(newRunId(first) < newRunId(new Date(first.getTime() + later))).toBe(true);
    }),
  );
});
