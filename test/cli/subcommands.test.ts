import { copyFileSync, existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const DAYS = ['2018-11-01', '2018-11-02', '2018-11-03'];

describe('each subcommand alone', async () => {
  const { run, path } = await createSampleWorkspace();
  const on = (name: string) => ({ env: { WAREHOUSE_URL: `duckdb:${path(name)}` } });
  const runSteps = async (name: string, steps: readonly (readonly string[])[]) => {
    for (const step of steps) expect(await run(step, on(name)), step.join(' ')).toMatchObject({ code: 0 });
    return contentOf(path(name));
  };
  const expected = await runSteps('whole.duckdb', [['run-all', '--all']]);
  const copyOfWhole = (name: string) => copyFileSync(path('whole.duckdb'), path(name));

  it('makes, in a script, the tables that run-all makes', async () => {
    const days = DAYS.flatMap((day) => [
      ['stage', '--only', 'events', '--date', day],
      ['load-fact', '--date', day],
      ['load-dims', '--date', day],
    ]);
    const script = [['create-tables'], ['stage', '--only', 'songs'], ...days, ['check']];
    expect(await runSteps('steps.duckdb', script)).toEqual(expected);
    expect(expected.songplays?.length).toBeGreaterThan(100);
  });

  it('makes the same with all days staged first, and dimensions only brought up to date at the end', async () => {
    const script = [['create-tables'], ['stage', '--all'], ['load-fact', '--all'], ['load-dims'], ['check', '--all']];
    expect(await runSteps('late.duckdb', script)).toEqual(expected);
  });

  it('rebuilds spoiled dimensions with --mode truncate, and only those that --only names', async () => {
    copyOfWhole('mended.duckdb');
    await queryDuckDb(path('mended.duckdb'), 'delete from users', "update songs set title = 'x'", 'delete from time');
    const mended = await runSteps('mended.duckdb', [['load-dims', '--mode', 'truncate', '--only', 'users,songs']]);
    expect(mended).toEqual({ ...expected, time: [] });
    expect(await runSteps('mended.duckdb', [['load-dims', '--mode', 'truncate'], ['check']])).toEqual(expected);
  });

  it('replaces a day that is loaded again', async () => {
    copyOfWhole('twice.duckdb');
    expect(
      await runSteps('twice.duckdb', [
        ['run-all', '--date', '2018-11-02'],
        ['run-all', '--all'],
      ]),
    ).toEqual(expected);
  });

  it('create-tables keeps what is there', async () => {
    copyOfWhole('kept.duckdb');
    expect(await runSteps('kept.duckdb', [['create-tables']])).toEqual(expected);
  });
});

describe('a subcommand before its data is there', async () => {
  const { run, path } = await createSampleWorkspace();

  const on = (name: string) => ({ env: { WAREHOUSE_URL: `duckdb:${path(name)}` } });
  /** Warehouses in which the commands so far were run: each is made once, then copied. */
  const prepared = new Set<string>();
  const prepare = async (commands: readonly (readonly string[])[]): Promise<string> => {
    const name = `${commands.map((command) => command.join('')).join('+')}.duckdb`;
    if (prepared.has(name)) return name;
    const last = commands.at(-1) ?? [];
    if (commands.length > 1) copyFileSync(path(await prepare(commands.slice(0, -1))), path(name));
    expect(await run(last, on(name)), last.join(' ')).toMatchObject({ code: 0 });
    prepared.add(name);
    return name;
  };

  /** The command must say that an earlier step is missing. */
  const expectMissingStep = async (name: string, command: readonly string[], hint: RegExp) => {
    const result = await run(command, on(name));
    expect(result, command.join(' ')).toMatchObject({ code: 7, stdout: '' });
    expect(result.stderr).toMatch(hint);
    expect(result.stderr).not.toMatch(/Catalog Error|\n {4}at /);
  };

  it.each([
    [['stage', '--all']],
    [['stage', '--only', 'songs']],
    [['load-fact', '--all']],
    [['load-fact', '--date', '2018-11-01']],
    [['load-dims']],
    [['load-dims', '--date', '2018-11-01']],
    [['check']],
    [['check', '--all']],
  ])('without a DuckDB file: %j', async (command) => {
    const name = `missing-${command.join('')}.duckdb`;
    await expectMissingStep(name, command, /sparkify-etl (create-tables|run-all|stage|load-fact)/);
    expect(existsSync(path(name)), 'no file is made').toBe(false);
  });

  it.each([
    ['load-fact with nothing staged', [['load-fact', '--all']], /sparkify-etl stage/],
    [
      'load-fact with no songs staged',
      [
        ['stage', '--only', 'events', '--all'],
        ['load-fact', '--all'],
      ],
      /sparkify-etl stage --only songs/,
    ],
    [
      'load-fact with no events staged',
      [
        ['stage', '--only', 'songs'],
        ['load-fact', '--all'],
      ],
      /sparkify-etl stage/,
    ],
    [
      'load-fact of a day that is not staged',
      [
        ['stage', '--date', '2018-11-01'],
        ['load-fact', '--date', '2018-11-02'],
      ],
      /sparkify-etl stage --date 2018-11-02/,
    ],
    ['load-dims with nothing published', [['stage', '--all'], ['load-dims']], /sparkify-etl load-fact/],
    [
      'load-dims of a day that is not published',
      [
        ['stage', '--all'],
        ['load-dims', '--date', '2018-11-01'],
      ],
      /sparkify-etl load-fact --date/,
    ],
    ['check with nothing published', [['stage', '--all'], ['check']], /sparkify-etl (load-fact|run-all)/],
    [
      'check of a day that is not published',
      [
        ['run-all', '--date', '2018-11-01'],
        ['check', '--date', '2018-11-02'],
      ],
      /sparkify-etl (load-fact|run-all) --date 2018-11-02/,
    ],
  ] as const)('%s', async (title, commands, hint) => {
    const name = `${title.replaceAll(' ', '-')}.duckdb`;
    copyFileSync(path(await prepare([['create-tables'], ...commands.slice(0, -1)])), path(name));
    await expectMissingStep(name, commands.at(-1) ?? [], hint);
  });
});
