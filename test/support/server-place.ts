import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type CliResult, type RunningCli, startCli } from './cli.ts';

type Row = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string>>;

/** A schema of its own on a server, and the program run with the settings to load it. */
export interface Place {
  /** The current folder of the program, and its HOME. */
  readonly folder: string;
  readonly schema: string;
  readonly environment: Environment;
  /** Runs the program to its end; fails if any secret is in its output. */
  run(args: readonly string[], changes?: Changes): Promise<CliResult>;
  start(args: readonly string[], changes?: Changes): RunningCli;
  /** PostgreSQL's own SQL, as a superuser; `{s}` is the schema. */
  query(sql: string): Promise<Row[]>;
  /** Rows of tables as text, in a fixed order. */
  content(tables?: readonly string[]): Promise<Record<string, string[]>>;
  count(table: string): Promise<number>;
}

/** Variables that differ from the place's own; undefined takes one away. */
export type Changes = Readonly<Record<string, string | undefined>>;

export interface PlaceOptions {
  readonly schema: string;
  readonly environment: Environment;
  /** What must never be seen. */
  readonly secrets: readonly string[];
  readonly query: (sql: string) => Promise<Row[]>;
}

const TABLES = ['staging_events', 'staging_songs', 'songplays', 'users', 'songs', 'artists', 'time'];

/** Makes a place; its folder is removed after the tests of the file. */
export function openPlace({ schema, environment, secrets, query }: PlaceOptions): Place {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-place-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ask = (sql: string) => query(sql.replaceAll('{s}', schema));
  const start = (args: readonly string[], changes: Changes = {}): RunningCli => {
    const env = Object.entries({ ...environment, ...changes }).filter((entry): entry is [string, string] => {
      return entry[1] !== undefined;
    });
    const running = startCli(args, { cwd: folder, env: Object.fromEntries(env) });
    return { ...running, ended: running.ended.then((result) => withoutSecrets(result, secrets)) };
  };
  return {
    folder,
    schema,
    environment,
    start,
    run: (args, changes) => start(args, changes).ended,
    query: ask,
    async content(tables = TABLES) {
      const content: Record<string, string[]> = {};
      for (const table of tables) {
        const rows = await ask(`select to_jsonb(t)::text as row from {s}."${table}" t`);
        content[table] = rows.map(({ row }) => String(row)).sort();
      }
      return content;
    },
    async count(table) {
      const [row] = await ask(`select count(*)::int as rows from {s}."${table}"`);
      return Number(row?.rows);
    },
  };
}

function withoutSecrets(result: CliResult, secrets: readonly string[]): CliResult {
  for (const secret of secrets) {
    expect(result.stdout.includes(secret), `a secret in ${result.stdout}`).toBe(false);
    expect(result.stderr.includes(secret), `a secret in ${result.stderr}`).toBe(false);
  }
  return result;
}
