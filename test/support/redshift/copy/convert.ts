import { convertBoolean, convertDecimal, convertFloat, convertInteger } from './convert-number.ts';
import { convertText } from './convert-text.ts';
import { convertDate, convertTimestamp } from './convert-time.ts';
import type { JsonValue } from './json-value.ts';
import { LoadError } from './load-error.ts';
import type { CopyOptions } from './statement.ts';
import type { ColumnShape, CopyBehaviour } from './types.ts';

/** What conversion depends on besides value and column. */
export interface Conversion {
  readonly options: CopyOptions;
  readonly behaviour: CopyBehaviour;
}

/** A value that is no text, as text, with the JSON it came from. */
export type Convert = (text: string, column: ColumnShape, conversion: Conversion) => string | null;

const CONVERTERS: Readonly<Record<string, Convert>> = {
  int2: convertInteger,
  int4: convertInteger,
  int8: convertInteger,
  numeric: convertDecimal,
  float4: convertFloat,
  float8: convertFloat,
  bool: convertBoolean,
  date: convertDate,
  timestamp: convertTimestamp,
  timestamptz: convertTimestamp,
};

/**
 * The text with which a value goes into a column; null for NULL.
 * @throws LoadError if it does not
 */
export function convertValue(value: JsonValue | undefined, column: ColumnShape, conversion: Conversion): string | null {
  const text = value === undefined || value.kind === 'null' ? null : convertPresent(value, column, conversion);
  if (text === null && column.notNull) throw new LoadError(1213, 'Missing data for not-null field');
  return text;
}

function convertPresent(value: JsonValue, column: ColumnShape, conversion: Conversion): string | null {
  if (column.type === 'varchar' || column.type === 'char') return convertText(value.bytes, column, conversion.options);
  const convert = CONVERTERS[column.type];
  if (convert === undefined) throw new LoadError(1223, `Data type ${column.type} is not supported by the stand-in`);
  const text = value.kind === 'number' ? throughDouble(value.bytes.toString()) : value.bytes.toString();
  // Empty or blank is NULL in everything but text.
  return /^\s*$/.test(text) ? null : convert(text, column, conversion);
}

/** Whole numbers of JSON go through floating point: beyond 2^53 the last digits are lost. */
function throughDouble(text: string): string {
  if (!/^-?\d{16,}$/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? BigInt(number).toString() : text;
}
