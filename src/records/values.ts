import { type ColumnType, type DatasetColumn, MAX_TEXT_BYTES, type RowValue } from '../core/dataset.ts';
import * as ascii from './ascii.ts';
import { shorten } from './excerpt.ts';
import { isDecimal, isWhole, trimBlanks } from './numbers.ts';

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

/** The value of a column whose member is missing. */
export function missing(column: DatasetColumn): null | Refusal {
  return column.required ? MISSING : null;
}

/** What the JSON value in `bytes[start, end)` (valid JSON in valid UTF-8) becomes in a column. */
export function convert(column: DatasetColumn, bytes: Buffer, start: number, end: number): RowValue | Refusal {
  const value = column.type === 'text' ? textOf(bytes, start, end) : numberOf(column, bytes, start, end);
  return value === null || value === '' ? (missing(column) ?? value) : value;
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

function textOf(bytes: Buffer, start: number, end: number): string | null | Refusal {
  if (isNull(bytes, start)) return null;
  if (bytes[start] === ascii.QUOTE) return checkText(unquote(bytes, start, end));
  if (!isNumber(bytes, start)) return new Refusal(`expected text, found ${describeValue(bytes, start, end)}`);
  const token = bytes.toString('latin1', start, end);
  return token === '-0' ? '0' : checkText(token);
}

function checkText(text: string): string | Refusal {
  if (text.length * 3 > MAX_TEXT_BYTES) {
    const size = Buffer.byteLength(text);
    if (size > MAX_TEXT_BYTES) return new Refusal(`longer than ${MAX_TEXT_BYTES} bytes of UTF-8 (it has ${size})`);
  }
  return text.includes('\0') ? new Refusal('holds the character U+0000, which databases do not store') : text;
}

/** The content of a JSON string. */
function unquote(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1);
  return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
}

function numberOf(column: DatasetColumn, bytes: Buffer, start: number, end: number): number | null | Refusal {
  if (isNull(bytes, start)) return null;
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
  // Adding 0 makes 0 of -0.
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
