import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Statement } from '../../src/core/statement.ts';
import type { QueryRow, StagingRun, Warehouse } from '../../src/core/warehouse.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { openDuckDb } from '../../src/warehouses/duckdb/index.ts';

export const NEVER = new AbortController().signal;

/** Every table there is, in the order of creation. */
export const TABLES = [
  'staging_events',
  'staging_songs',
  'songplays',
  'users',
  'songs',
  'artists',
  'time',
  'staging_rejects',
  'etl_files',
  'etl_staged_days',
  'etl_published_days',
  'etl_restaged_days',
  'etl_stale_times',
  'etl_stale_users',
  'etl_stale_songs',
  'etl_check_results',
  'etl_check_failures',
  'etl_runs',
  'etl_run_days',
  'etl_tasks',
];

let stagings = 0;

/** A run that stages once. */
export function stagingRun(): StagingRun {
  stagings += 1;
  return { id: `test-${stagings}`, at: new Date(Date.UTC(2018, 11, 1)) };
}

/** A new folder of the test file's own; it is removed after the file's tests. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'warehouse-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files (path below the folder to content) and makes the folders they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A DuckDB warehouse with all tables in it. */
export async function openTestWarehouse(path = ':memory:'): Promise<Warehouse> {
  const catalog = openCatalog('duckdb');
  const warehouse = await openDuckDb(path, catalog);
  for (const table of TABLES) await execute(warehouse, catalog.statement(`create-tables/${table}`).sql);
  return warehouse;
}

export async function execute(warehouse: Warehouse, ...statements: readonly string[]): Promise<void> {
  await warehouse.transaction(async (session) => {
    for (const sql of statements) await session.run(plain(sql));
  }, NEVER);
}

export function query(warehouse: Warehouse, sql: string): Promise<readonly QueryRow[]> {
  return warehouse.transaction((session) => session.query(plain(sql)), NEVER);
}

/** Every row of a table or query as text, sorted: two that are equal hold the same, in whatever order. */
export async function contentOf(warehouse: Warehouse, table: string): Promise<string[]> {
  const rows = await query(warehouse, `select * from ${table}`);
  return rows.map((row) => JSON.stringify(row)).sort();
}

export async function countOf(warehouse: Warehouse, table: string): Promise<number> {
  const [row] = await query(warehouse, `select count(*) as rows from ${table}`);
  return Number(row?.rows);
}

function plain(sql: string): Statement {
  return { name: 'test', sql, values: [] };
}
