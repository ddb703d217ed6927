import * as ascii from './ascii.ts';

const DECIMAL = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** As many digits are below 2^53, and a sign may stand before them. */
const SHORT_INTEGER = /^-?\d{1,15}$/;

/** Digits of which every number is a safe integer, and powers of ten that are exact as doubles. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The value of a short decimal number in `bytes[start, end)`: a minus at most, digits, a point with digits after it at
 * most, 15 digits in all. NaN for anything else, numbers among it: those take the long way through text. Both
 * the digits and the power of ten are exact, so their quotient is the nearest double, as `Number` gives it.
 * @param wholeOnly give NaN for a number with a point as well
 */
export function shortDecimal(bytes: Uint8Array, start: number, end: number, wholeOnly: boolean): number {
  const isNegative = bytes[start] === ascii.MINUS;
  const from = isNegative ? start + 1 : start;
  if (end - from > EXACT_DIGITS + 1) return Number.NaN;
  let digits = 0;
  let point = -1;
  for (let i = from; i < end; i++) {
    const digit = (bytes[i] as number) - ascii.ZERO;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit === ascii.DOT - ascii.ZERO && point < 0 && !wholeOnly) point = i;
    else return Number.NaN;
  }
  const count = end - from - (point < 0 ? 0 : 1);
  if (count < 1 || count > EXACT_DIGITS || point === from || point === end - 1) return Number.NaN;
  const value = point < 0 ? digits : digits / (POWERS_OF_TEN[end - point - 1] as number);
  return isNegative ? -value : value;
}

/** Whether a text is a decimal number: JSON's notation, and besides a leading `+` and leading zeros. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/**
 * Whether a decimal number has no fraction, as it is written: 1e3 and 2.50e1 have none.
 * Decided on the digits, since a double cannot tell 9007199254740990.4 from a whole number.
 */
export function isWhole(text: string): boolean {
  if (SHORT_INTEGER.test(text)) return true;
  const match = DECIMAL.exec(text);
  if (match === null) return false;
  const [, integer = '', fraction = '', exponent = '0'] = match;
  const digits = integer + fraction;
  const significant = lengthWithoutZeros(digits);
  return significant === 0 || Number(exponent) - fraction.length + (digits.length - significant) >= 0;
}

/** The text without ASCII blanks around it. No regular expression: those take quadratic time for long runs of blanks. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ascii.isBlank(text.charCodeAt(start))) start++;
  while (end > start && ascii.isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The length of some digits without the zeros at their end. */
function lengthWithoutZeros(digits: string): number {
  let length = digits.length;
  while (length > 0 && digits.charCodeAt(length - 1) === ascii.ZERO) length--;
  return length;
}
