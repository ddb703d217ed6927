import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type CliResult, type RunningCli, startCli } from './cli.ts';

type Row = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string>>;

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
  /** Rows of tables as text, in a fixed order, but for the names of the files that they are from. */
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

/**
 * Opens places. After the tests of the file their folders are removed, and programs that still run are ended. To be called
 * where `afterAll` may be: at the top level of a file or in a `describe`.
 */
export function placeOpener(): (options: PlaceOptions) => Place {
  const root = mkdtempSync(join(tmpdir(), 'sparkify-place-'));
  const programs = new Set<ChildProcess>();
  afterAll(() => {
    for (const program of programs) program.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });
  return (options) => openPlace(mkdtempSync(join(root, 'place-')), programs, options);
}

function openPlace(
  folder: string,
  programs: Set<ChildProcess>,
  { schema, environment, secrets, query }: PlaceOptions,
): Place {
  const ask = (sql: string) => query(sql.replaceAll('{s}', schema));
  const start = (args: readonly string[], changes: Changes = {}): RunningCli => {
    const env = Object.entries({ ...environment, ...changes }).filter((entry): entry is [string, string] => {
      return entry[1] !== undefined;
    });
    const running = startCli(args, { cwd: folder, env: Object.fromEntries(env) });
    programs.add(running.child);
    const ended = running.ended.finally(() => programs.delete(running.child));
    return { ...running, ended: ended.then((result) => withoutSecrets(result, secrets)) };
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
        const rows = await ask(`select (to_jsonb(t) - 'file_name')::text as row from {s}."${table}" t`);
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
