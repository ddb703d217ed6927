import { compareDecimals, type Decimal, distance, parseDecimal, sizeOfProduct } from '../decimal.ts';

/** How far a number may be from the expected one. */
export type Tolerance =
  /** Integers not at all, fractions as far as the arithmetic of engines differs. */
  | { readonly kind: 'usual' }
  | { readonly kind: 'absolute'; readonly limit: Decimal }
  /** A share of the expected number. */
  | { readonly kind: 'relative'; readonly share: Decimal };

export const USUAL: Tolerance = { kind: 'usual' };

/** A billionth; what the sum of a million doubles can be off, and less than anybody means by another number. */
const USUAL_SHARE: Decimal = { digits: 1n, exponent: -9 };
/** Near zero a share is too little: a sum that should be 0 comes out as 5e-17. */
const USUAL_LIMIT: Decimal = { digits: 1n, exponent: -12 };

const WHOLE = /^[+-]?\d+$/;

/** Reads `0.01`, or `1%` of the expected number. Throws an Error that says what was expected. */
export function parseTolerance(text: string): Tolerance {
  const [, digits = '', percent] = /^([\d.e+-]+)\s*(%)?$/i.exec(text.trim()) ?? [];
  const number = parseDecimal(digits);
  if (number === undefined || number.digits < 0n) {
    throw new Error(`expected a number or a share, like 0.01 or 1%, found "${text}"`);
  }
  if (percent === undefined) return { kind: 'absolute', limit: number };
  return { kind: 'relative', share: { digits: number.digits, exponent: number.exponent - 2 } };
}

/** True if a number is near enough to the expected one: exactly, 1.01 is within 0.01 of 1. False if one is no number. */
export function isNear(expected: string, found: string, tolerance: Tolerance): boolean {
  if (expected === found) return true;
  const [wanted, number] = [parseDecimal(expected), parseDecimal(found)];
  if (wanted === undefined || number === undefined) return false;
  const off = distance(wanted, number);
  if (off.digits === 0n) return true;
  const within = (limit: Decimal) => compareDecimals(off, limit) <= 0;
  switch (tolerance.kind) {
    case 'absolute':
      return within(tolerance.limit);
    case 'relative':
      return within(sizeOfProduct(wanted, tolerance.share));
    case 'usual':
      if (WHOLE.test(expected) && WHOLE.test(found)) return false;
      return within(USUAL_LIMIT) || within(sizeOfProduct(wanted, USUAL_SHARE));
  }
}

/** A distance, as a double, beyond which no number is near enough to the expected one: never too small. */
export function reach(expected: number, tolerance: Tolerance): number {
  const share = tolerance.kind === 'relative' ? toDouble(tolerance.share) : tolerance.kind === 'usual' ? 1e-9 : 0;
  const limit = tolerance.kind === 'absolute' ? toDouble(tolerance.limit) : 1e-12;
  // What is lost where decimals become doubles is far below a part in 10^14.
  return (limit + Math.abs(expected) * (share + 1e-14)) * (1 + 1e-6);
}

function toDouble({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}
