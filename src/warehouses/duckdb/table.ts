import type { DuckDBResultReader } from '@duckdb/node-api';
import type { ResultColumn, ResultTable } from '../../core/warehouse.ts';

/** Integers up to UHUGEINT, FLOAT, DOUBLE and DECIMAL, by the names that the engine gives its types. */
const NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|BIGNUM|DECIMAL\(.*\))$/;

/** A result with all its rows, as text. */
export function toTable(reader: DuckDBResultReader): ResultTable {
  const types = reader.columnTypes().map(String);
  const columns = reader.columnNames().map((name, index) => ({ name, kind: kindOf(types[index] ?? '') }));
  return { columns, rows: reader.getRowsJson().map((row) => row.map(toText)) };
}

function kindOf(type: string): ResultColumn['kind'] {
  if (NUMBER.test(type)) return 'number';
  return type === 'BOOLEAN' ? 'boolean' : 'text';
}

/** Lists and structs, which the other engines do not have, are JSON. */
function toText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
