import * as ascii from './ascii.ts';

const DECIMAL = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** As many digits are below 2^53, and a sign may stand before them. */
const SHORT_INTEGER = /^-?\d{1,15}$/;

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
