import { type ColumnType, type DatasetColumn, MAX_TEXT_BYTES, type RowMaker } from '../core/dataset.ts';
import * as ascii from './ascii.ts';
import { shorten } from './excerpt.ts';
import { isDecimal, isWhole, shortDecimal, trimBlanks } from './numbers.ts';
import { writeUnescaped } from './unescape.ts';

/** Why a value cannot be loaded. */
export class Refusal {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

const MISSING = new Refusal('needed, but missing');

/** 9999-12-31 23:59:59.999 UTC. */
const LAST_MILLISECOND = 253402300799999;

const NOUN: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'an integer',
  bigint: 'an integer',
  double: 'a number',
};

/** Inclusive limits. A bigint ends where JavaScript's and JSON's numbers cease to be exact. */
const LIMIT = {
  integer: { min: -(2 ** 31), max: 2 ** 31 - 1 },
  bigint: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
} as const;

/** Where the values of a row go. */
type Values = Pick<RowMaker<unknown>, 'null' | 'number' | 'text'>;

/** Gives the value of a column whose member is missing; returns why there is none, if it is needed. */
export function takeMissing(column: DatasetColumn, values: Values): Refusal | undefined {
  if (column.required) return MISSING;
  values.null();
  return undefined;
}

/** Gives what the JSON value in `bytes[start, end)` (valid JSON in valid UTF-8) becomes in a column, or returns why not. */
export function convert(
  column: DatasetColumn,
  bytes: Buffer,
  start: number,
  end: number,
  values: Values,
): Refusal | undefined {
  if (isNull(bytes, start)) return takeMissing(column, values);
  if (column.type === 'text') return takeText(column, bytes, start, end, values);
  const value = numberOf(column, bytes, start, end);
  if (value === null) return takeMissing(column, values);
  if (typeof value === 'object') return value;
  values.number(value);
  return undefined;
}

/** What stands in `bytes[start, end)`, for messages. */
export function describeValue(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] === ascii.LEFT_BRACE) return 'an object';
  return bytes[start] === ascii.LEFT_BRACKET ? 'an array' : shorten(bytes, start, end, 40);
}

/** JSON null. */
export function isNull(bytes: Buffer, start: number): boolean {
  return bytes[start] === ascii.LOWER_N;
}

const ZERO = Buffer.from('0');
/** Room for the content of strings with escapes that may be short enough: an escape has up to six bytes for one. */
const unescaped = Buffer.allocUnsafe(6 * MAX_TEXT_BYTES);

function takeText(
  column: DatasetColumn,
  bytes: Buffer,
  start: number,
  end: number,
  values: Values,
): Refusal | undefined {
  if (bytes[start] !== ascii.QUOTE) {
    if (!isNumber(bytes, start)) return new Refusal(`expected text, found ${describeValue(bytes, start, end)}`);
    const isMinusZero = end - start === 2 && bytes[start] === ascii.MINUS && bytes[start + 1] === ascii.ZERO;
    return isMinusZero ? takePlain(column, ZERO, 0, 1, values) : takePlain(column, bytes, start, end, values);
  }
  if (!hasEscape(bytes, start + 1, end - 1)) return takePlain(column, bytes, start + 1, end - 1, values);
  const target = end - start <= unescaped.length ? unescaped : Buffer.allocUnsafe(end - start);
  const length = writeUnescaped(bytes, start + 1, end - 1, target);
  // Only an escape can stand for NUL: as it is, JSON does not allow it.
  const refusal = checkLength(length) ?? checkNul(target, length);
  return refusal ?? takePlain(column, target, 0, length, values);
}

/** Text without escapes. */
function takePlain(
  column: DatasetColumn,
  bytes: Buffer,
  start: number,
  end: number,
  values: Values,
): Refusal | undefined {
  if (start === end && column.required) return MISSING;
  const refusal = checkLength(end - start);
  if (refusal === undefined) values.text(bytes, start, end);
  return refusal;
}

function checkLength(length: number): Refusal | undefined {
  if (length <= MAX_TEXT_BYTES) return undefined;
  return new Refusal(`longer than ${MAX_TEXT_BYTES} bytes of UTF-8 (it has ${length})`);
}

function checkNul(bytes: Uint8Array, length: number): Refusal | undefined {
  if (!bytes.subarray(0, length).includes(0)) return undefined;
  return new Refusal('holds the character U+0000, which databases do not store');
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i] === ascii.BACKSLASH) return true;
  }
  return false;
}

/** The content of a JSON string. */
function unquote(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1);
  return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
}

function numberOf(column: DatasetColumn, bytes: Buffer, start: number, end: number): number | null | Refusal {
  const quotes = bytes[start] === ascii.QUOTE ? 1 : 0;
  const short = shortDecimal(bytes, start + quotes, end - quotes, column.type !== 'double');
  // Adding 0 makes 0 of -0.
  if (!Number.isNaN(short)) return checkRange(column, short + 0, () => describeValue(bytes, start, end));
  return longNumberOf(column, bytes, start, end);
}

function longNumberOf(column: DatasetColumn, bytes: Buffer, start: number, end: number): number | null | Refusal {
  let text: string | undefined;
  if (isNumber(bytes, start)) text = bytes.toString('latin1', start, end);
  else if (bytes[start] === ascii.QUOTE) {
    text = trimBlanks(unquote(bytes, start, end));
    if (text === '') return null;
    if (!isDecimal(text)) text = undefined;
  }
  if (text === undefined || (column.type !== 'double' && !isWhole(text))) {
    return new Refusal(`expected ${NOUN[column.type]}, found ${describeValue(bytes, start, end)}`);
  }
  return checkRange(column, Number(text) + 0, () => describeValue(bytes, start, end));
}

function checkRange(column: DatasetColumn, value: number, found: () => string): number | Refusal {
  if (column.type === 'double' || column.type === 'text') {
    return Number.isFinite(value) ? value : new Refusal(`beyond the range of a double: ${found()}`);
  }
  const { min, max } = LIMIT[column.type];
  if (value < min || value > max) return new Refusal(`out of range (${min} to ${max}): ${found()}`);
  if (column.epochMillis && (value < 0 || value > LAST_MILLISECOND)) {
    return new Refusal(`outside the years 1970 to 9999: ${found()}`);
  }
  return value;
}

function isNumber(bytes: Buffer, start: number): boolean {
  return bytes[start] === ascii.MINUS || ascii.isDigit(bytes[start]);
}
