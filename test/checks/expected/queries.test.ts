import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOrdered } from '../../../src/checks/expected/ordered.ts';
import { type ExpectedQuery, readExpectedQueries } from '../../../src/checks/expected/queries.ts';
import { toExpectedCsv, updateExpected } from '../../../src/checks/expected/update.ts';
import { TakenNames } from '../../../src/checks/names.ts';
import type { Dialect } from '../../../src/core/statement.ts';
import type { ResultTable } from '../../../src/core/warehouse.ts';
import { folderOf } from '../../support/folder-of.ts';

interface Choice {
  readonly dialect?: Dialect;
  readonly isUpdate?: boolean;
  readonly taken?: readonly string[];
}

async function read(path: string, { dialect = 'duckdb', isUpdate = false, taken = [] }: Choice = {}) {
  const folder = { path, setting: '--queries' };
  const found = await readExpectedQueries({ folder, dialect, isUpdate, names: new TakenNames(taken) });
  return { ...found, problems: found.problems.map((problem) => problem.replaceAll(join(path, '/'), '')) };
}

async function only(path: string, choice: Choice = {}): Promise<ExpectedQuery> {
  const { queries, problems } = await read(path, choice);
  expect(problems).toEqual([]);
  expect(queries).toHaveLength(1);
  return queries[0] as ExpectedQuery;
}

const PLAYS: ResultTable = {
  columns: [
    { name: 'level', kind: 'text' },
    { name: 'plays', kind: 'number' },
  ],
  rows: [
    ['paid', '10'],
    [null, '9'],
    ['free', '10.5'],
    ['', '1'],
  ],
};

function differences({ definition }: ExpectedQuery, actual: ResultTable): number {
  if (definition.demand.kind !== 'result') throw new Error('not a query with a result');
  return definition.demand.compare(actual).count;
}

describe('a query with its expected result', () => {
  it('is a check with what its header says', async () => {
    const path = folderOf({
      'plays-by-level.sql': `-- Plays by level are those of the report.
-- severity: warn
-- tolerance: 1%
select level, count(*) as plays from songplays where log_date >= :'first_day' group by level;
`,
      'plays-by-level.expected.csv': 'level,plays\n,9.05\n"",1\nfree,10.5\npaid,10\n',
    });
    const query = await only(path);
    expect(query.definition).toMatchObject({
      name: 'plays_by_level',
      title: 'Plays by level are those of the report.',
      severity: 'warn',
      scope: 'days',
      tables: ['songplays'],
      origin: join(path, 'plays-by-level.sql'),
      demand: {
        kind: 'result',
        text: "select level, count(*) as plays from songplays where log_date >= :'first_day' group by level",
      },
    });
    expect(differences(query, PLAYS)).toBe(0);
    expect(differences(query, { ...PLAYS, rows: PLAYS.rows.slice(1) })).toBe(1);
  });

  it('needs no header; its order counts if the query has one', async () => {
    const csv = 'level,plays\r\npaid,10\r\n,9\r\nfree,10.5\r\n"",1\r\n';
    const bag = await only(folderOf({ 'a.sql': 'select * from (select 1 order by 1) x', 'a.expected.csv': csv }));
    const list = await only(folderOf({ 'a.sql': 'select 1 order by 1', 'a.expected.csv': csv }));
    expect(bag.definition).toMatchObject({ title: 'a gives the expected result.', severity: 'error', scope: 'all' });
    const turned = { ...PLAYS, rows: [...PLAYS.rows].reverse() };
    expect([differences(bag, PLAYS), differences(list, PLAYS), differences(bag, turned)]).toEqual([0, 0, 0]);
    expect(differences(list, turned)).toBeGreaterThan(0);
  });

  it('can be written for one engine', async () => {
    const path = folderOf({
      'a.sql': 'select 1 as x',
      'a.redshift.sql': 'select 2 as x',
      'b.redshift.sql': 'select 3 as x',
      'a.expected.csv': 'x\n1\n',
      'b.expected.csv': 'x\n3\n',
    });
    const texts = async (dialect: Dialect) =>
      (await read(path, { dialect })).queries.map((each) => each.definition.demand.text);
    expect(await texts('redshift')).toEqual(['select 2 as x', 'select 3 as x']);
    expect((await only(path, { dialect: 'postgres' })).definition.demand.text).toBe('select 1 as x');
  });

  it('has its problems told together', async () => {
    const path = folderOf({
      'a.sql': 'drop table users',
      'a.expected.csv': 'a,b\n1\n',
      'b.sql': '-- tolerance: much\nselect 1',
      'c.sql': 'select 1',
      'c.expected.csv': 'a\n"1\n',
      'd_e.sql': 'select 1',
      'd_e.expected.csv': 'a\n',
      'd-e.sql': 'select 1',
      'd-e.expected.csv': 'a\n',
      'f.expected.csv': 'a\n',
      'taken.sql': 'select 1',
      'taken.expected.csv': 'a\n',
      'notes.csv': 'x',
    });
    expect((await read(path, { taken: ['taken'] })).problems).toEqual([
      'a.expected.csv line 2: expected 2 fields, found 1',
      'a.sql: expected SELECT or WITH … SELECT, found drop',
      'b.expected.csv: there is no expected result; --update writes it',
      'b.sql: tolerance: expected a number or a share, like 0.01 or 1%, found "much"',
      'c.expected.csv line 2: a quote without its partner',
      'd_e.sql: the name "d_e" stands twice, also at d-e.sql',
      'f.expected.csv: there is no query f.sql',
      'taken.sql: "taken" is the name of a built-in check',
    ]);
  });

  it('is asked of a folder that has one', async () => {
    await expect(read(folderOf({ 'README.md': '' }))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^--queries: .* holds no query: no file that ends with \.sql$/),
    });
    const path = folderOf({ 'a.redshift.sql': 'select 1 as x', 'a.expected.csv': 'x\n1\n' });
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringMatching(/holds no query for duckdb$/) });
  });
});

describe('an update', () => {
  it('writes what is missing, so that it is the same from then on', async () => {
    const path = folderOf({ 'a.sql': 'select 1' });
    const query = await only(path, { isUpdate: true });
    expect(differences(query, PLAYS)).toBe(4);
    expect(await updateExpected(query, PLAYS)).toBe(true);
    expect(readFileSync(join(path, 'a.expected.csv'), 'utf8')).toBe(
      'level,plays\r\n,9\r\n"",1\r\nfree,10.5\r\npaid,10\r\n',
    );
    expect(differences(await only(path), PLAYS)).toBe(0);
  });

  it('writes what differs or cannot be read, and leaves what is the same', async () => {
    const path = folderOf({ 'a.sql': 'select 1', 'a.expected.csv': 'level,plays\n"' });
    const file = join(path, 'a.expected.csv');
    expect(await updateExpected(await only(path, { isUpdate: true }), PLAYS)).toBe(true);
    utimesSync(file, 1, 1);
    const noisy = { ...PLAYS, rows: PLAYS.rows.toReversed().with(1, ['free', '10.500000000000002']) };
    expect(await updateExpected(await only(path, { isUpdate: true }), noisy)).toBe(false);
    expect(statSync(file).mtimeMs).toBe(1000);
    expect(await updateExpected(await only(path, { isUpdate: true }), { ...PLAYS, rows: [] })).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('level,plays\r\n');
  });

  it('keeps the order that a query has, else sorts: numbers by size', () => {
    const table: ResultTable = {
      columns: [{ name: 'n', kind: 'number' }],
      rows: [['10'], ['9'], [null], ['-1'], ['1e2']],
    };
    expect(toExpectedCsv(table, true)).toBe('n\r\n10\r\n9\r\n\r\n-1\r\n1e2\r\n');
    expect(toExpectedCsv(table, false)).toBe('n\r\n\r\n-1\r\n9\r\n10\r\n1e2\r\n');
  });

  it('says which file cannot be written', async () => {
    const path = folderOf({ 'a.sql': 'select 1' });
    const query = { ...(await only(path, { isUpdate: true })), expectedPath: join(path, 'absent', 'a.expected.csv') };
    await expect(updateExpected(query, PLAYS)).rejects.toMatchObject({
      kind: 'checkBroken',
      message: expect.stringMatching(/a\.expected\.csv cannot be written: ENOENT/),
    });
  });
});

describe('a query has an order', () => {
  it.each([
    ['select 1 order by 1', true],
    ['with x as (select 1 order by 1) select * from x ORDER\nBY 1 limit 3', true],
    ['select 1 union select 2 order by 1', true],
    ['select * from (select 1 order by 1) x', false],
    ['select rank() over (order by a) from t', false],
    ['select \'order by\' as "order by" -- order by', false],
    ['select order_by from t', false],
  ])('%j: %s', (sql, ordered) => {
    expect(isOrdered(sql)).toBe(ordered);
  });
});
