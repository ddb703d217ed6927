import type { Client, QueryArrayConfig } from 'pg';
import type { Statement } from '../../core/statement.ts';
import type { ResultColumn, ResultTable } from '../../core/warehouse.ts';

/** Types by their numbers in the catalogue: int8, int2, int4, oid, float4, float8, numeric. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
const BOOLEAN = 16;

/** Text as the server sent it; booleans, which it sends as one letter, as they are written in SQL. */
const TYPES = {
  getTypeParser: (type: number) =>
    type === BOOLEAN ? (text: string) => (text === 't' ? 'true' : 'false') : (text: string) => text,
};

/**
 * Runs a query by the extended protocol, in which a message holds one statement: a second one, behind a semicolon that
 * was overlooked, is refused by the server.
 */
export async function readTable(client: Client, { sql, values }: Statement): Promise<ResultTable> {
  // The types of `pg` do not know queryMode, without which a statement that has no values goes by the simple protocol.
  const config = { text: sql, values: [...values], rowMode: 'array', queryMode: 'extended', types: TYPES };
  const { fields, rows } = await client.query<(string | null)[]>(config as unknown as QueryArrayConfig);
  return { columns: fields.map(({ name, dataTypeID }) => ({ name, kind: kindOf(dataTypeID) })), rows };
}

function kindOf(type: number): ResultColumn['kind'] {
  if (NUMBERS.has(type)) return 'number';
  return type === BOOLEAN ? 'boolean' : 'text';
}
