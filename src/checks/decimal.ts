/** A number with all its digits: `digits` × 10 to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** An exponent of three digits is more than a double has, and still cheap to write out. */
const NUMBER = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads a number as engines and people write it: `-12`, `1.50`, `.5`, `1e-7`. Undefined if the text is none (`NaN`, `1,5`). */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/** Below 0, 0 or above 0, as for sorting. No digit is lost. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** How far two numbers are apart; never negative. */
export function distance(a: Decimal, b: Decimal): Decimal {
  const [left, right] = aligned(a, b);
  return { digits: left < right ? right - left : left - right, exponent: Math.min(a.exponent, b.exponent) };
}

/** The size of a product, without its sign. */
export function sizeOfProduct(a: Decimal, b: Decimal): Decimal {
  const digits = a.digits * b.digits;
  return { digits: digits < 0n ? -digits : digits, exponent: a.exponent + b.exponent };
}

/** The digits of both at the smaller of their exponents. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const shift = a.exponent - b.exponent;
  if (shift === 0) return [a.digits, b.digits];
  if (shift > 0) return [a.digits * 10n ** BigInt(shift), b.digits];
  return [a.digits, b.digits * 10n ** BigInt(-shift)];
}
