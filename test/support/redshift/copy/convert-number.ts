import type { Convert } from './convert.ts';
import { LoadError } from './load-error.ts';
import type { ColumnShape } from './types.ts';

/** As load errors call the types. */
const NAMES: Readonly<Record<string, string>> = {
  int2: 'Short',
  int4: 'Integer',
  int8: 'Long',
  numeric: 'Decimal',
  float4: 'Float',
  float8: 'Double',
};
const BITS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** @throws LoadError 1207 for what is no digit, a decimal point included, 1222 for what does not fit */
export const convertInteger: Convert = (text, column, { behaviour }) => {
  const whole = behaviour.fractionsForIntegers === 'truncate' ? cutFraction(text) : text;
  const bad = /^[-+]?\d+$/.test(whole) ? -1 : badDigit(whole, /\d/);
  if (bad >= 0) throw invalidDigit(1207, whole, bad, column);
  const number = BigInt(whole.replace('+', ''));
  if (BigInt.asIntN(BITS[column.type] ?? 64, number) !== number) throw overflow(1222, text, column);
  return number.toString();
};

function cutFraction(text: string): string {
  return NUMBER.test(text) && /[.eE]/.test(text) ? BigInt(Math.trunc(Number(text))).toString() : text;
}

/** @throws LoadError 1208 */
export const convertFloat: Convert = (text, column) => {
  if (!NUMBER.test(text)) throw invalidDigit(1208, text, badDigit(text, /[\d.eE]/), column);
  const number = Number(text);
  const fits = Number.isFinite(column.type === 'float4' ? Math.fround(number) : number);
  if (!fits) throw overflow(1208, text, column);
  return String(number);
};

/** Digits beyond the scale are cut off, or rounded by ROUNDEC. @throws LoadError 1207, 1209 */
export const convertDecimal: Convert = (text, column, { options }) => {
  if (!NUMBER.test(text)) throw invalidDigit(1207, text, badDigit(text, /[\d.eE]/), column);
  const { precision = 18, scale = 0 } = column;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const shift = Number(exponent) + scale - fraction.length;
  const digits = BigInt(whole + fraction);
  if (shift > 1000 || shift < -1000) throw overflow(1209, text, column);
  const scaled =
    shift >= 0 ? digits * 10n ** BigInt(shift) : shrink(digits, 10n ** BigInt(-shift), options.roundDecimals);
  if (scaled >= 10n ** BigInt(precision)) throw overflow(1209, text, column);
  const padded = scaled.toString().padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${sign === '-' ? '-' : ''}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`;
};

function shrink(digits: bigint, divisor: bigint, rounds: boolean): bigint {
  return rounds ? (digits + divisor / 2n) / divisor : digits / divisor;
}

const TRUE = ['t', 'true', 'y', 'yes', '1'];
const FALSE = ['f', 'false', 'n', 'no', '0'];

/** @throws LoadError 1210 */
export const convertBoolean: Convert = (text) => {
  const word = text.toLowerCase();
  if (TRUE.includes(word)) return 't';
  if (FALSE.includes(word)) return 'f';
  throw new LoadError(1210, 'Unknown boolean format');
};

function badDigit(text: string, allowed: RegExp): number {
  const start = /^[-+]/.test(text) ? 1 : 0;
  for (let i = start; i < text.length; i++) if (!allowed.test(text[i] as string)) return i;
  return text.length;
}

function invalidDigit(code: number, text: string, position: number, column: ColumnShape): LoadError {
  const type = NAMES[column.type] ?? column.type;
  const value = text[position] ?? text.at(-1);
  return new LoadError(code, `Invalid digit, Value '${value}', Pos ${position}, Type: ${type}`, position);
}

function overflow(code: number, text: string, column: ColumnShape): LoadError {
  return new LoadError(code, `Overflow, Value '${text}', Type: ${NAMES[column.type] ?? column.type}`);
}
