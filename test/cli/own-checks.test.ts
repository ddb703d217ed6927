import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOfType, summaryOf } from '../support/cli.ts';
import { contentOf, PUBLISHED_TABLES, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const DAY = ['--date', '2018-11-01'] as const;

async function createWorkspaceWith(files: Readonly<Record<string, string>>) {
  const workspace = await createSampleWorkspace();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(workspace.path(name)), { recursive: true });
    writeFileSync(workspace.path(name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { ...workspace, write };
}

const MANY_PLAYS = `-- Each day has a million plays.
-- tables: songplays
select log_date, count(*) as plays from songplays
where log_date between :'first_day' and :'last_day' -- that's all
group by log_date having count(*) < 1000000
`;

describe('a check of one’s own', async () => {
  const { run, write, warehouse, path } = await createWorkspaceWith({
    'checks/many_plays.sql': MANY_PLAYS,
    'checks/old.json': JSON.stringify([
      { check_sql: 'select count(*) from users where user_id is null', expected_result: 0 },
      { name: 'users_many', sql: 'select count(*) from users', operator: 'between', expected: [1, 1000] },
    ]),
  });

  it('keeps a day from being published, is kept with its rows, and can be told not to block', async () => {
    const failed = await run(['run-all', ...DAY, '--checks', 'checks', '--junit', 'checks.xml']);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stderr).toMatch(
      /check many_plays failed: 1 offending row \(expected: Each day has a million plays\)/,
    );
    expect(failed.stderr).toContain('log_date=2018-11-01');
    expect(await queryDuckDb(warehouse, 'select * from songplays')).toEqual([]);
    const report = readFileSync(path('checks.xml'), 'utf8');
    expect(report).toMatch(/<testsuite [^>]*failures="1"/);
    expect(report).toContain('name="many_plays"');

    const rows = await run(['query', 'check-failures', '--format', 'json']);
    expect(rows.stdout).toMatch(/"check_name":"many_plays".*2018-11-01/);

    const passed = await run(['run-all', ...DAY, '--checks', 'checks', '--no-block', 'many_plays', '--json']);
    expect(passed).toMatchObject({ code: 0 });
    const [started] = eventsOfType(passed, 'run-started');
    const kept = await queryDuckDb(
      warehouse,
      `select check_name, severity, outcome, is_unblocked, row_count, cast(first_day as varchar) as first_day
       from etl_check_results where run_id = '${started?.run}' and outcome <> 'passed' and check_name = 'many_plays'`,
    );
    expect(kept).toEqual([
      {
        ...{ check_name: 'many_plays', severity: 'error', outcome: 'warned', is_unblocked: true, row_count: '1' },
        first_day: '2018-11-01',
      },
    ]);
  });

  it('that failed in an early chunk of days is told at the end, once, wherever people look', async () => {
    write('early/few_plays.sql', MANY_PLAYS.replace('having count(*) < 1000000', "having log_date = '2018-11-01'"));
    const flags = [
      '--chunk',
      '2',
      '--continue-on-error',
      '--checks',
      'early',
      '--junit',
      'early.xml',
      '--warehouse',
      'duckdb:early.duckdb',
    ];
    const summaryFile = path('summary.md');
    const result = await run(['run-all', '--all', ...flags, '--quiet'], {
      env: { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_ACTIONS: 'true' },
    });
    expect(result, result.stderr).toMatchObject({ code: 1 });
    expect(result.stdout).toMatch(/ {2}checks +1 failed, /);
    expect(result.stdout).toMatch(/✖ few_plays .* 1 .*%\n/);
    const ofCheck = /<testcase [^>]*name="few_plays"[^>]*>\s*<failure [^>]*1 of \d+ rows/;
    expect(readFileSync(path('early.xml'), 'utf8')).toMatch(ofCheck);
    expect(readFileSync(summaryFile, 'utf8')).toMatch(/few_plays \| failed/);
    expect(result.stdout + result.stderr).toMatch(/::error title=check few_plays failed::/);
  });

  it('is among those that check runs, and results of all are kept', async () => {
    const result = await run(['check', '--json'], { env: { CHECKS_DIR: 'checks' } });
    expect(result).toMatchObject({ code: 1 });
    const names = eventsOfType(result, 'check-finished').map(({ result: { check } }) => check);
    expect(names).toEqual(expect.arrayContaining(['many_plays', 'old_1', 'users_many', 'songplays_unique']));
    const [started] = eventsOfType(result, 'run-started');
    const kept = await queryDuckDb(
      warehouse,
      `select check_name from etl_check_results where run_id = '${started?.run}'`,
    );
    expect(kept.map(({ check_name }) => check_name).sort()).toEqual([...names].sort());
  });

  it('that the engine refuses is found before anything is loaded: exit code 8, file and line are named', async () => {
    write('broken/broken.sql', '-- Fine.\nselect nonsense from users');
    const published = await contentOf(warehouse, PUBLISHED_TABLES);
    const result = await run(['run-all', '--date', '2018-11-02', '--checks', 'broken', '--plain']);
    expect(result).toMatchObject({ code: 8 });
    expect(result.stderr).toMatch(/check broken cannot be evaluated \(broken\/broken\.sql\): .*"nonsense"/);
    expect(result.stderr).toMatch(/skipped stage +staging_events +a check is broken/);
    expect(await contentOf(warehouse, PUBLISHED_TABLES)).toEqual(published);
    expect(await queryDuckDb(warehouse, "select * from staging_events where log_date = '2018-11-02'")).toEqual([]);
  });

  it('that breaks while it runs does not keep check from evaluating the others', async () => {
    write('fragile/fragile.sql', "-- Fine.\nselect * from users where cast(first_name || 'x' as integer) = 1");
    const result = await run(['check', '--checks', 'fragile', '--json']);
    expect(result).toMatchObject({ code: 8 });
    const outcomes = new Map(
      eventsOfType(result, 'check-finished').map(({ result: each }) => [each.check, each.outcome]),
    );
    expect(outcomes.get('fragile')).toBe('broken');
    expect(outcomes.get('songplays_unique')).toBe('passed');
    expect(summaryOf(result).checks).toMatchObject({ broken: 1, failed: 0 });
    const loading = await run(['run-all', '--date', '2018-11-02', '--checks', 'fragile', '--json']);
    expect(loading).toMatchObject({ code: 8 });
    expect(eventsOfType(loading, 'publish-finished')).toMatchObject([{ outcome: 'rolled-back' }]);
  });

  it('that is written wrongly is refused with all problems at once: exit code 2', async () => {
    write('wrong/a.sql', '-- Title.\n-- severty: warn\nselect 1 from users');
    write('wrong/b.yaml', '- sql: delete from users\n  expected: 0\n');
    write('wrong/songplays_unique.sql', 'select 1 from users');
    const result = await run(['check', '--checks', 'wrong', '--no-block', 'users_lates']);
    expect(result).toMatchObject({ code: 2 });
    expect(result.stderr).toMatch(/wrong\/a\.sql line 2: "severty".*did you mean severity\?/);
    expect(result.stderr).toMatch(/wrong\/b\.yaml.*line 1/);
    expect(result.stderr).toMatch(/"songplays_unique" is the name of a built-in check/);
    expect(result.stderr).toMatch(/--no-block: there is no check "users_lates"; did you mean users_latest\?/);
  });

  it('passes by its thresholds, which are told', async () => {
    write(
      'shares/some.sql',
      '-- Few users.\n-- error-if: > 100%\n-- warn-if: > 50%\nselect * from users where user_id > 0',
    );
    const result = await run(['check', '--checks', 'shares', '--only', 'some']);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toMatch(/warning check +Few users: \d+ of \d+ rows, 100%/);
  });
});

describe('queries with expected results', async () => {
  const { run, write, path } = await createWorkspaceWith({
    'queries/levels.sql': 'select level, count(*) as plays from songplays group by level order by level;\n',
  });
  await run(['run-all', ...DAY]);

  it('are written by --update, compared, and shown as a small diff', async () => {
    const missing = await run(['check', '--queries', 'queries']);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('queries/levels.expected.csv: there is no expected result; --update writes it');

    const written = await run(['check', '--queries', 'queries', '--update']);
    expect(written).toMatchObject({ code: 0, stdout: 'written    queries/levels.expected.csv\n' });
    const again = await run(['check', '--queries', 'queries', '--update']);
    expect(again).toMatchObject({ code: 0, stdout: 'unchanged  queries/levels.expected.csv\n' });
    expect(await run(['check', '--queries', 'queries'])).toMatchObject({ code: 0 });

    const text = readFileSync(path('queries/levels.expected.csv'), 'utf8');
    write('queries/levels.expected.csv', text.replace(/free,\d+/, 'free,7'));
    const changed = await run(['check', '--queries', 'queries', '--only', 'levels']);
    expect(changed).toMatchObject({ code: 1 });
    expect(changed.stderr).toMatch(/- free +7\n/);
    expect(changed.stderr).toMatch(/\+ free +\d\d+\n/);
  });

  it('--update without queries is a mistake', async () => {
    expect(await run(['check', '--update'])).toMatchObject({ code: 2 });
  });
});

it('under GitHub Actions a failed check is an annotation, and the step has a summary', async () => {
  const { run, path } = await createWorkspaceWith({ 'checks/many_plays.sql': MANY_PLAYS, 'summary.md': '' });
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path('summary.md'), GITHUB_WORKSPACE: path() };
  const result = await run(['run-all', ...DAY, '--checks', 'checks'], { env });
  expect(result).toMatchObject({ code: 1 });
  expect(result.stderr).toMatch(/^::error .*many_plays/m);
  expect(readFileSync(path('summary.md'), 'utf8')).toMatch(/many_plays/);
});
