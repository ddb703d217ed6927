import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckDefinition } from '../../src/checks/definition.ts';
import { TakenNames } from '../../src/checks/names.ts';
import { readOwnChecks } from '../../src/checks/own.ts';
import type { Dialect } from '../../src/core/statement.ts';
import { folderOf } from '../support/folder-of.ts';

async function read(
  files: Readonly<Record<string, string>>,
  dialect: Dialect = 'duckdb',
  builtIn: readonly string[] = [],
) {
  const path = folderOf(files);
  const folder = { path, setting: 'CHECKS_DIR (--checks)' };
  const { definitions, problems } = await readOwnChecks(folder, dialect, new TakenNames(builtIn));
  return { path, definitions, problems: problems.map((problem) => problem.replaceAll(join(path, '/'), '')) };
}

async function only(files: Readonly<Record<string, string>>, dialect: Dialect = 'duckdb'): Promise<CheckDefinition> {
  const { definitions, problems } = await read(files, dialect);
  expect(problems).toEqual([]);
  expect(definitions).toHaveLength(1);
  return definitions[0] as CheckDefinition;
}

describe('a file of SQL', () => {
  it('is a check with what its header says', async () => {
    const check = await only({
      'long_plays.sql': `-- No play is longer than a day.
-- severity: warn
-- scope: days
-- tables: songplays, songs
-- when: check
-- warn-if > 5%
select * from songplays p -- don't ask
where log_date between :'first_day' and :'last_day';
`,
    });
    expect(check).toMatchObject({
      name: 'long_plays',
      title: 'No play is longer than a day.',
      severity: 'warn',
      scope: 'days',
      tables: ['songplays', 'songs'],
      when: 'check',
      warnIf: { operator: '>', unit: 'share', limit: 0.05 },
      errorIf: undefined,
      setting: undefined,
    });
    expect(check.demand).toEqual({
      kind: 'rows',
      text: expect.stringMatching(/^select \* from songplays p\s+where log_date between :'first_day' and :'last_day'$/),
    });
    expect(check.origin).toMatch(/long_plays\.sql$/);
  });

  it('needs no header: an error, of the tables that it reads', async () => {
    const file = { 'a.sql': 'select 1 from users u join songs s on true' };
    expect(await only(file)).toMatchObject({
      title: 'a finds no row.',
      severity: 'error',
      scope: 'all',
      tables: ['users', 'songs'],
      when: 'always',
    });
    const days = { 'a.sql': "select 1 from time where start_time >= :'first_day'" };
    expect(await only(days)).toMatchObject({ scope: 'days', tables: ['time'] });
  });

  it('can differ between engines, and use what the built-in ones use', async () => {
    const files = {
      'a.sql': '-- T.\nselect 1 from users',
      'a.redshift.sql': '\ufeff-- R.\r\nselect 2 from users\r\n--! redshift: where true\r\n--! duckdb: where false\r\n',
    };
    expect(await only(files, 'duckdb')).toMatchObject({ title: 'T.', demand: { text: 'select 1 from users' } });
    const redshift = await only(files, 'redshift');
    expect(redshift.title).toBe('R.');
    expect(redshift.demand.text).toMatch(/^select 2 from users\s+where true$/);
    const fragment = await only({ 'a.sql': 'select :(text) from users', 'b.redshift.sql': 'select 1' });
    expect(fragment.demand.text).not.toContain(':(');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly (string | RegExp)[]]>([
    [
      'that changes something',
      { 'a.sql': 'delete from users' },
      ['a.sql: expected SELECT or WITH … SELECT, found delete'],
    ],
    ['with a quote too many', { 'a.sql': "-- T.\n\nselect 'x\nfrom a" }, ["a.sql line 3: a ' without its partner"]],
    ['with another parameter', { 'a.sql': 'select :limit' }, [/^a\.sql: no value for :limit; there are :'first_day'/]],
    ['with an unknown fragment', { 'a.sql': 'select :(nope)' }, [/^a\.sql: :\(nope\) stands for nothing/]],
    ['that is empty', { 'a.sql': '-- T.\n' }, ['a.sql: no statement']],
    ['with a wrong name', { 'A-b.sql': 'select 1' }, [/^A-b\.sql: "A-b" is no name of a check/]],
    [
      'with the name of a built-in one',
      { 'taken.sql': 'select 1' },
      ['taken.sql: "taken" is the name of a built-in check'],
    ],
    [
      'with a mistyped header',
      { 'a.sql': '-- severty: warn\nselect 1' },
      [/^a\.sql line 1: .*did you mean severity\?$/],
    ],
    ['with a setting', { 'a.sql': '-- setting: X\nselect 1' }, [/^a\.sql: setting: only a built-in/]],
    ['with a tolerance', { 'a.sql': '-- tolerance: 1%\nselect 1' }, [/^a\.sql: tolerance: only a query with/]],
    [
      'of days without days',
      { 'a.sql': '-- scope: days\nselect 1' },
      [/^a\.sql: scope: days, but the query takes neither/],
    ],
    ['of all with days', { 'a.sql': "-- scope: all\nselect :'last_day'" }, [/^a\.sql: scope: all, but/]],
  ])('%s is a problem', async (_, files, expected) => {
    const { problems } = await read(files, 'duckdb', ['taken']);
    expect(problems).toEqual(expected.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))));
  });
});

const LIST = `# How it was in Airflow.
- name: songplays_enough
  sql: select count(*) from songplays
  operator: '>='
  expected: 100
- name: hours
  title: Hours go from 0 to 23.
  sql: |
    select max(hour)
    from time
    where start_time >= :'first_day'
  operator: between
  expected: [0, 23]
  severity: warn
  tables: [time, songplays]
  when: check
`;

const OLD_LIST = JSON.stringify([
  { check_sql: 'SELECT COUNT(*) FROM users WHERE user_id IS NULL;', expected_result: 0 },
  { test_sql: 'SELECT COUNT(*) FROM songs', expected_result: 0, comparison: '>' },
  { query: 'select true', expected_result: true, comparison: '==' },
]);

describe('a list of tests', () => {
  it('has a check for each', async () => {
    const { definitions, problems, path } = await read({ 'mine.yaml': LIST });
    expect(problems).toEqual([]);
    expect(definitions).toEqual([
      {
        name: 'songplays_enough',
        title: 'select count(*) from songplays is at least 100.',
        severity: 'error',
        scope: 'all',
        tables: ['songplays'],
        when: 'always',
        warnIf: undefined,
        errorIf: undefined,
        setting: undefined,
        origin: join(path, 'mine.yaml'),
        demand: {
          kind: 'value',
          text: 'select count(*) from songplays',
          expectation: { operator: '>=', value: '100' },
        },
      },
      expect.objectContaining({
        name: 'hours',
        title: 'Hours go from 0 to 23.',
        severity: 'warn',
        scope: 'days',
        tables: ['time', 'songplays'],
        when: 'check',
        demand: {
          kind: 'value',
          text: "select max(hour)\nfrom time\nwhere start_time >= :'first_day'",
          expectation: { operator: 'between', least: '0', most: '23' },
        },
      }),
    ]);
  });

  it('can be one for Airflow, as JSON and without names', async () => {
    const { definitions, problems } = await read({ 'Data Quality.json': OLD_LIST });
    expect(problems).toEqual([]);
    expect(definitions.map(({ name, title, demand }) => [name, title, demand])).toEqual([
      [
        'data_quality_1',
        'SELECT COUNT(*) FROM users WHERE user_id IS NULL is 0.',
        {
          kind: 'value',
          text: 'SELECT COUNT(*) FROM users WHERE user_id IS NULL',
          expectation: { operator: '=', value: '0' },
        },
      ],
      ['data_quality_2', 'SELECT COUNT(*) FROM songs is more than 0.', expect.anything()],
      [
        'data_quality_3',
        'select true is true.',
        expect.objectContaining({ expectation: { operator: '=', value: 'true' } }),
      ],
    ]);
  });

  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['0.10', '0.10'],
    ['1e3', '1e3'],
    ['0x10', '16'],
    ["'0x10'", '0x10'],
    ['2018-11-15', '2018-11-15'],
    ['free', 'free'],
    ['false', 'false'],
    ["''", ''],
  ])('takes %s as it is meant', async (written, value) => {
    const check = await only({ 'a.yml': `- sql: select 1\n  expected: ${written}\n` });
    expect(check.demand).toMatchObject({ expectation: { operator: '=', value } });
  });

  it('can give parts a name and use them again', async () => {
    const { definitions, problems } = await read({
      'a.yaml': '- &one\n  sql: &q select 1\n  expected: 1\n- sql: *q\n  operator: "<"\n  expected: 2\n',
    });
    expect(problems).toEqual([]);
    expect(definitions.map(({ demand }) => demand.text)).toEqual(['select 1', 'select 1']);
  });

  it.each<[string, string, readonly (string | RegExp)[]]>([
    ['no YAML', '- sql: "x\n', [/^a\.yaml line \d: /]],
    [
      'an operator without quotes',
      '- sql: select 1\n  operator: >=\n  expected: 1\n',
      [/^a\.yaml line 2: .*needs quotes/],
    ],
    ['no list', 'sql: select 1\n', ['a.yaml line 1: expected a list of tests']],
    ['nothing', '', ['a.yaml line 1: expected a list of tests']],
    ['an empty list', '[]', ['a.yaml line 1: expected a list of tests']],
    ['a list of texts', '- select 1\n', ['a.yaml line 1: expected a test: sql, operator, expected']],
    ['an empty entry', '- sql: select 1\n  expected: 1\n-\n', [/^a\.yaml line 3: expected a test/]],
    [
      'an unknown key',
      '- sql: select 1\n  expected: 1\n  operater: =\n',
      ['a.yaml line 3: "operater" is no part of a test; did you mean operator?'],
    ],
    ['a field twice', '- sql: select 1\n  check_sql: select 2\n  expected: 1\n', ['a.yaml line 2: sql stands twice']],
    ['a key twice', '- sql: select 1\n  sql: select 2\n  expected: 1\n', [/^a\.yaml line 2: .*unique/]],
    ['no sql', '- name: x\n  expected: 1\n', ['a.yaml line 1: sql: expected a text, found nothing']],
    [
      'no expected',
      '- sql: select 1\n',
      ['a.yaml line 1: expected: expected a number, a text, true or false, found nothing'],
    ],
    [
      'null',
      '- sql: select 1\n  expected: null\n',
      ['a.yaml line 2: expected: expected a number, a text, true or false, found null'],
    ],
    [
      'a wrong operator',
      '- sql: select 1\n  operator: "!="\n  expected: 1\n',
      ['a.yaml line 2: operator: expected = < <= > >= between, in quotes, found "!="'],
    ],
    [
      'between without two',
      '- sql: select 1\n  operator: between\n  expected: 1\n',
      ['a.yaml line 3: expected: between needs two values, like [1, 10], found "1"'],
    ],
    [
      'between with three',
      '- sql: select 1\n  operator: between\n  expected: [1, 2, 3]\n',
      [/^a\.yaml line 3: .*found \["1","2","3"\]$/],
    ],
    [
      'between the wrong way',
      '- sql: select 1\n  operator: between\n  expected: [10, 9]\n',
      [/^a\.yaml line 3: .*nothing is between 10 and 9/],
    ],
    ['two without between', '- sql: select 1\n  expected: [1, 2]\n', [/^a\.yaml line 2: expected: expected a number/]],
    [
      'a wrong severity',
      '- sql: select 1\n  expected: 1\n  severity: fatal\n',
      ['a.yaml line 3: severity: expected error or warn, found "fatal"'],
    ],
    [
      'a name twice',
      '- name: x\n  sql: select 1\n  expected: 1\n- name: x\n  sql: select 2\n  expected: 2\n',
      ['a.yaml line 4: the name "x" stands twice, also at a.yaml line 1'],
    ],
    [
      'a built-in name',
      '- name: taken\n  sql: select 1\n  expected: 1\n',
      ['a.yaml line 1: "taken" is the name of a built-in check'],
    ],
    [
      'a change',
      '- name: x\n  sql: drop table users\n  expected: 1\n',
      ['a.yaml line 2: sql: expected SELECT or WITH … SELECT, found drop'],
    ],
  ])('with %s is a problem', async (_, text, expected) => {
    const { problems } = await read({ 'a.yaml': text }, 'duckdb', ['taken']);
    expect(problems).toEqual(expected.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))));
  });
});

describe('a folder', () => {
  it('has its problems told together, and leaves other files and folders alone', async () => {
    const { definitions, problems } = await read({
      'a.sql': 'drop table users',
      'b.yaml': '- sql: 1\n- expected: 1\n- {name: c, sql: select 1, expected: 1}',
      'c.sql': 'select 1',
      'README.md': '# Checks',
      'most.expected.csv': 'a\n',
      'notes.txt': 'x',
      'old/d.sql': 'drop table users',
      '.hidden.sql': 'drop table users',
    });
    expect(problems).toEqual([
      'a.sql: expected SELECT or WITH … SELECT, found drop',
      'b.yaml line 1: expected: expected a number, a text, true or false, found nothing',
      'b.yaml line 2: sql: expected a text, found nothing',
      'b.yaml line 3: the name "c" stands twice, also at c.sql',
    ]);
    expect(definitions.filter(({ demand }) => demand.kind === 'rows').map(({ name }) => name)).toEqual(['c']);
  });

  it('without a check, or none at all, is a usage error that names the setting', async () => {
    await expect(read({ 'README.md': '' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^CHECKS_DIR \(--checks\): .* holds no check/),
    });
    await expect(read({ 'a.redshift.sql': 'select 1' }, 'postgres')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/holds no check for postgres$/),
    });
    const folder = { path: join(folderOf({}), 'absent'), setting: 'CHECKS_DIR (--checks)' };
    await expect(readOwnChecks(folder, 'duckdb', new TakenNames([]))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^CHECKS_DIR \(--checks\): .*absent cannot be read: ENOENT/),
    });
  });
});
