import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNear, parseTolerance, reach, USUAL } from '../../../src/checks/expected/tolerance.ts';

describe('a tolerance', () => {
  it.each([
    ['0.01', '1', '1.01', true],
    ['0.01', '1.00', '1.0100000000000001', false],
    ['0.01', '-1', '-1.01', true],
    ['1%', '200', '198', true],
    ['1 %', '200', '197.99', false],
    ['1%', '-200', '-202', true],
    ['1%', '0', '0.0001', false],
    ['0', '0.1', '0.10', true],
    ['0', '9007199254740993', '9007199254740992', false],
    ['5', '9007199254740993', '9007199254740992', true],
    ['1e-3', '1', '1.001', true],
  ])('of %s: %s and %s: %s', (text, expected, found, near) => {
    expect(isNear(expected, found, parseTolerance(text))).toBe(near);
  });

  it.each([
    ['0.3', '0.30000000000000004', true],
    ['1e300', '1.0000000001e300', true],
    ['0', '5.5e-17', true],
    ['3.3333333333333333', '3.3333333333333335', true],
    ['5', '5.0000000000000000', true],
    ['0.3', '0.3001', false],
    // Moments in milliseconds, keys: the next integer is another one.
    ['1541106106796', '1541106106797', false],
    ['NaN', 'NaN', true],
    ['NaN', '1', false],
  ])('that is usual: %s and %s: %s', (expected, found, near) => {
    expect(isNear(expected, found, USUAL)).toBe(near);
  });

  it.each(['', 'x', '1,5', '-1', '1%%', '% 1', '1e'])('is not %j', (text) => {
    expect(() => parseTolerance(text)).toThrow(`like 0.01 or 1%, found "${text}"`);
  });

  it('is never beyond its reach', () => {
    const number = fc.oneof(
      fc.integer({ min: -3, max: 3 }).map(String),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 9n }).map(String),
    );
    const tolerance = fc.constantFrom(
      USUAL,
      parseTolerance('1'),
      parseTolerance('1%'),
      parseTolerance('0'),
      parseTolerance('150%'),
    );
    fc.assert(
      fc.property(number, number, tolerance, (expected, found, each) => {
        if (!isNear(expected, found, each)) return;
        expect(Math.abs(Number(expected) - Number(found))).toBeLessThanOrEqual(reach(Number(expected), each));
      }),
    );
  });
});
