import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, distance, parseDecimal } from '../../src/checks/decimal.ts';

const parsed = (text: string) => {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new Error(`${text} is no number`);
  return decimal;
};
const compare = (a: string, b: string) => compareDecimals(parsed(a), parsed(b));

describe('a number', () => {
  it.each(['0', '-1', '+1', '1.', '.5', '-.5', '1.50', '1e3', '1E-07', '12345678901234567890', ' 7 '])(
    'is %j',
    (text) => {
      expect(Number(text)).toBe(Number(parsed(text).digits) * 10 ** parsed(text).exponent);
    },
  );

  it.each(['', '.', '-', 'e1', '1e', '1,5', '1 000', '0x10', 'NaN', 'Infinity', '1e9999', '--1', '½'])(
    'is not %j',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );
});

describe('the order of numbers', () => {
  it.each([
    ['1', '1.000', 0],
    ['-0', '0.0', 0],
    ['1e2', '100', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['0.1000000000000000000001', '0.1', 1],
    ['-2', '1', -1],
  ])('%s and %s: %i', (a, b, order) => {
    expect(compare(a, b)).toBe(order);
    expect(compare(b, a)).toBe(order === 0 ? 0 : -order);
  });

  it('is that of doubles, and of large integers', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(double, double, (a, b) => compare(String(a), String(b)) === Math.sign(a - b) + 0));
    const large = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(fc.property(large, large, (a, b) => compare(`${a}`, `${b}.0`) === (a < b ? -1 : Number(a > b))));
  });

  it('goes with their distance: exact, the same both ways, nothing only if they are equal', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(decimal, decimal, ([digits, exponent], [otherDigits, otherExponent]) => {
        const [a, b] = [
          { digits, exponent },
          { digits: otherDigits, exponent: otherExponent },
        ];
        expect(compareDecimals(distance(a, b), distance(b, a))).toBe(0);
        expect(distance(a, b).digits === 0n).toBe(compareDecimals(a, b) === 0);
      }),
    );
    expect(compareDecimals(distance(parsed('1.00'), parsed('1.01')), parsed('0.01'))).toBe(0);
  });
});
