import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CliResult } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { runInTerminal } from '../support/terminal.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const BINARY = fileURLToPath(new URL('../../bin/sparkify-etl.js', import.meta.url));
const NAMES = [
  'check-failures',
  'check-results',
  'most-played-songs',
  'new-paying-users',
  'plays-by-hour',
  'plays-by-level-and-location',
  'plays-by-weekday',
  'top-listeners',
  'unmatched-plays',
];

const { run, warehouse, path, folder } = await createSampleWorkspace();
expect(await run(['run-all', '--all'])).toMatchObject({ code: 0 });
const content = await contentOf(warehouse);
const query = (...args: string[]) => run(['query', ...args]);

async function rowsOf(result: Promise<CliResult>): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await result;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>[];
}

describe('the built-in queries', () => {
  it('are listed, one a line', async () => {
    const { code, stdout, stderr } = await query();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(NAMES);
    for (const line of lines) expect(line).toMatch(/^[\w-]+ {2,}\w.{20,}\.$/);
    expect((await rowsOf(query('--format', 'json'))).map(({ name }) => name)).toEqual(NAMES);
  });

  it.each(NAMES)('%s runs, and twice alike', async (name) => {
    const first = await query(name);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^[a-z_]+(,[a-z_]+)+\r\n/);
    expect(await query(name)).toEqual(first);
  });

  it('look at the chosen days', async () => {
    const total = async (...flags: string[]) => {
      const rows = await rowsOf(query('plays-by-hour', '--format', 'json', ...flags));
      return rows.reduce((sum, { plays }) => sum + Number(plays), 0);
    };
    const playsOf = async (where: string) => {
      const [row] = await queryDuckDb(warehouse, `select count(*) as plays from songplays where ${where}`);
      return Number(row?.plays);
    };
    expect(await total()).toBe(await playsOf('true'));
    expect(await total('--date', '2018-11-02')).toBe(await playsOf("log_date = '2018-11-02'"));
    expect(await total('--from', '2018-11-02', '--to', '2018-11-30')).toBe(await playsOf("log_date >= '2018-11-02'"));
    expect(await total('--date', '2017-01-01')).toBe(0);
  });
});

describe('a query of the user', () => {
  it('comes from a flag or a file', async () => {
    const sql = "select 1 as one, cast(null as varchar) as nothing, '' as empty, 'a,\"b' as quoted, true as yes;";
    writeFileSync(path('own.sql'), `-- what it says\n${sql}\n`);
    const expected = { code: 0, stdout: 'one,nothing,empty,quoted,yes\r\n1,,"","a,""b",true\r\n', stderr: '' };
    expect(await query('--sql', sql)).toMatchObject(expected);
    expect(await query('--file', 'own.sql')).toMatchObject(expected);
    expect(await query('--file', 'own.sql', '--format', 'markdown')).toMatchObject({
      stdout:
        '| one | nothing | empty | quoted | yes |\n| ---: | --- | --- | --- | --- |\n| 1 | NULL |  | a,"b | true |\n',
    });
  });

  it('is cut by --limit, which stderr tells', async () => {
    expect(await query('--sql', 'select * from range(5) t(n)', '--limit', '2')).toMatchObject({
      code: 0,
      stdout: 'n\r\n0\r\n1\r\n',
      stderr: '3 more rows are left out (--limit 2)\n',
    });
  });

  it('fails with what the engine says of it', async () => {
    writeFileSync(path('wrong.sql'), 'select user_id\nfrom userz');
    const result = await query('--file', 'wrong.sql');
    expect(result).toMatchObject({ code: 5, stdout: '' });
    expect(result.stderr).toMatch(/\(wrong\.sql\): Catalog Error: .*userz does not exist/);
    expect(result.stderr).toMatch(/LINE 2: from userz\n.*\^/);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });
});

it.each<[string[], RegExp]>([
  [['top-listner'], /no built-in query "top-listner"; did you mean top-listeners\?/],
  [['artists'], /no built-in query "artists"; there are check-failures, /],
  [['top-listeners', 'more'], /too many arguments/],
  [['top-listeners', '--sql', 'select 1'], /give one of a built-in query, --sql or --file/],
  [['--sql', 'select 1', '--file', 'x.sql'], /give one of a built-in query, --sql or --file/],
  [['--sql', 'select 1', '--date', '2018-11-01'], /--date, --from and --to are for built-in queries/],
  [['check-results', '--date', '2018-11-01'], /--date, --from and --to: check-results is about runs, .* it takes none/],
  [['top-listeners', '--date', 'today'], /--date: expected a day/],
  [['top-listeners', '--from', '2018-11-01'], /--from and --to go together/],
  [['top-listeners', '--limit', '0'], /--limit: expected a whole number from 1/],
  [['top-listeners', '--format', 'xml'], /--format.*table, csv, json, markdown/],
  [['--file', 'missing.sql'], /--file: the query cannot be read: ENOENT.*missing\.sql'$/m],
  [['--sql', ''], /--sql: no statement/],
  [['--sql', 'delete from users'], /--sql: expected SELECT or WITH … SELECT, found delete/],
  [['--sql', 'select 1; drop table users'], /--sql: more than one statement/],
  [['--sql', 'select 1 as a, 2 as a', '--format', 'json'], /two columns are called a/],
])('%j is a usage mistake, exit code 2', async (args, said) => {
  const result = await query(...args);
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toMatch(said);
  expect(result.stderr).not.toMatch(/\n\s+at |This is a bug/);
});

it('nothing was changed by all that', async () => {
  expect(await contentOf(warehouse)).toEqual(content);
});

it('without tables, or without a warehouse, the exit code is 7 and the hint says what to run', async () => {
  await queryDuckDb(path('empty.duckdb'), 'select 1');
  for (const name of ['empty.duckdb', 'none.duckdb']) {
    const result = await run(['query', 'top-listeners'], { env: { WAREHOUSE_URL: `duckdb:${path(name)}` } });
    expect(result).toMatchObject({ code: 7, stdout: '' });
    expect(result.stderr).toContain('run: sparkify-etl create-tables');
  }
});

it('on a terminal it is a table that fits', async () => {
  const args = [BINARY, 'query', 'unmatched-plays'];
  const shown = await runInTerminal(process.execPath, args, { cwd: folder, columns: 70, env: { HOME: folder } });
  expect(shown).toMatchObject({ exitCode: 0, wrapped: [] });
  expect(shown.scrolled[0]).toMatch(/^reason +artist +title +duration +plays$/);
  expect(shown.scrolled[2]).toMatch(/ \d+$/);
  expect(shown.scrolled.length).toBeGreaterThan(10);
});
