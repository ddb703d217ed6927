import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { localEnvironment } from '../workplace.js';
import { toLines, toTexts } from './rows.js';

/** DuckDB: a warehouse is a file. */
export async function openDuckDb(workplace) {
  return {
    title: 'DuckDB, files in a temporary folder',
    kills: 10,
    warehouse: async (name) => openFile(workplace, name),
    close: async () => {},
  };
}

function openFile(workplace, name) {
  const file = join(workplace.folder, `${name}.duckdb`);
  const query = (sql) => withDatabase(file, (connection) => rowsOf(connection, sql));
  return {
    file,
    folder: workplace.tmp,
    environment: { ...localEnvironment(workplace), WAREHOUSE_URL: `duckdb:${file}` },
    clear: async () => removeFile(file),
    copyFrom: async (other) => copyFile(other.file, file),
    query,
    change: (sql) => withDatabase(file, async (connection) => (await connection.run(sql)).rowsChanged),
    export: (tables) => exportFile(file, tables),
  };
}

/** Of a copy: opening a file mends what a killed run has left. */
async function exportFile(file, tables) {
  if (!existsSync(file)) return Object.fromEntries(tables.map((table) => [table, null]));
  const copy = `${file}.copy`;
  copyFile(file, copy);
  return withDatabase(copy, async (connection) => {
    const names = await rowsOf(connection, 'select table_name as name from information_schema.tables');
    const content = {};
    for (const table of tables) {
      const isThere = names.some(({ name }) => name === table);
      content[table] = isThere ? toLines(await rowsOf(connection, `select * from ${table}`)) : null;
    }
    return content;
  });
}

/** Gives a connection to `work`, and closes the file whatever happens. */
async function withDatabase(file, work) {
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

async function rowsOf(connection, sql) {
  return toTexts((await connection.runAndReadAll(sql)).getRowObjectsJson());
}

/** With the log of what is not yet in the file. */
function copyFile(from, to) {
  removeFile(to);
  copyFileSync(from, to);
  if (existsSync(`${from}.wal`)) copyFileSync(`${from}.wal`, `${to}.wal`);
}

function removeFile(file) {
  for (const path of [file, `${file}.wal`]) rmSync(path, { force: true });
}
