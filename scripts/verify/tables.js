import { DuckDBInstance } from '@duckdb/node-api';

export const PUBLISHED = ['songplays', 'users', 'songs', 'artists', 'time'];
export const TABLES = ['staging_events', 'staging_songs', ...PUBLISHED];

/** Gives a connection to a DuckDB file to `work`, and closes the file whatever happens. */
export async function withDatabase(file, work) {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.disconnectSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** The rows of a query as objects, numbers of 64 bits as text. */
export async function rowsOf(connection, sql) {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/**
 * All rows of all tables with all columns, sorted: two warehouses hold the same if and only if these are equal. A table
 * that is not there is null.
 */
export async function exportTables(file, tables = TABLES) {
  return withDatabase(file, async (connection) => {
    const there = (await rowsOf(connection, 'select table_name from information_schema.tables')).map(
      ({ table_name }) => table_name,
    );
    const content = {};
    for (const table of tables) {
      const rows = there.includes(table) ? await rowsOf(connection, `select * from ${table}`) : null;
      content[table] = rows === null ? null : rows.map((row) => JSON.stringify(row)).sort();
    }
    return content;
  });
}

/** The differences between two exports, as text; none if they are equal. */
export function differencesBetween(expected, found) {
  return Object.keys(expected).flatMap((table) => {
    const [wanted, there] = [expected[table] ?? [], found[table] ?? []];
    if (wanted.length === there.length && wanted.every((row, index) => row === there[index])) return [];
    const missing = without(wanted, there);
    const unexpected = without(there, wanted);
    const example = missing[0] ?? unexpected[0];
    return [`${table}: ${missing.length} rows missing, ${unexpected.length} unexpected, for example ${example}`];
  });
}

/** The rows of one list that another does not have, as often as they are more there. */
function without(rows, others) {
  const counts = new Map();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = counts.get(row) ?? 0;
    counts.set(row, count - 1);
    return count <= 0;
  });
}
