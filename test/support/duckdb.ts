import { DuckDBInstance } from '@duckdb/node-api';

const STAGING_TABLES = ['staging_events', 'staging_songs'] as const;
export const PUBLISHED_TABLES = ['songplays', 'users', 'songs', 'artists', 'time'] as const;

export type DuckDbRow = Readonly<Record<string, unknown>>;

/** Runs statements on a DuckDB file, one after the other; resolves to the rows of the last. */
export async function queryDuckDb(file: string, ...statements: readonly string[]): Promise<DuckDbRow[]> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    let rows: DuckDbRow[] = [];
    for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    connection.disconnectSync();
    return rows;
  } finally {
    instance.closeSync();
  }
}

/** The whole content of tables, wherever the files were: the rows as text in a fixed order, since tables have none. */
export async function contentOf(
  file: string,
  tables: readonly string[] = [...STAGING_TABLES, ...PUBLISHED_TABLES],
): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await queryDuckDb(file, `select * from ${table}`);
    content[table] = rows.map(({ file_name: _, ...row }) => JSON.stringify(row)).sort();
  }
  return content;
}

/** Holds a DuckDB file as another process would. */
export async function holdDuckDb(file: string): Promise<() => void> {
  const instance = await DuckDBInstance.create(file);
  return () => instance.closeSync();
}
