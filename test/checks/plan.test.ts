import { describe, expect, it } from 'vitest';
import { builtInChecks } from '../../src/checks/built-in.ts';
import type { CheckDefinition } from '../../src/checks/definition.ts';
import { isRowsCheck } from '../../src/checks/evaluate.ts';
import { bindCheck, planCounts, planExamined, type RowsCheck } from '../../src/checks/plan.ts';
import { DIALECTS } from '../../src/core/statement.ts';
import { openCatalog } from '../../src/sql/catalog.ts';

const EVERYTHING = { days: [], settings: { least_match_share: 0.05, fresh_since: '2018-11-01' } };

function rowsCheck(name: string, text: string, more: Partial<CheckDefinition> = {}): RowsCheck {
  return {
    name,
    title: `${name}.`,
    severity: 'error',
    scope: 'all',
    tables: ['users'],
    unit: undefined,
    when: 'always',
    warnIf: undefined,
    errorIf: undefined,
    setting: undefined,
    origin: `checks/${name}.sql`,
    ...more,
    demand: { kind: 'rows', text },
  };
}

describe('the statements that count offending rows', () => {
  it.each(DIALECTS)('of the built-in checks are two a table and scope at most, on %s', (dialect) => {
    const checks = builtInChecks(openCatalog(dialect)).filter(isRowsCheck);
    const statements = planCounts(checks, EVERYTHING);
    expect(statements.flatMap((each) => each.checks.map(({ name }) => name)).sort()).toEqual(
      checks.map(({ name }) => name).sort(),
    );
    const tables = new Set(checks.map(({ tables: [first], scope }) => `${first} ${scope}`));
    expect(statements.length).toBeLessThanOrEqual(2 * tables.size);
    expect(statements.length).toBeLessThan(checks.length / 2);
  });

  it('do not grow in number with checks of the plain shape, nor with others', () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const plain = numbers.map((n) => rowsCheck(`plain_${n}`, `select user_id from users where user_id = ${n}`));
    const grouped = numbers.map((n) =>
      rowsCheck(`grouped_${n}`, `select user_id from users group by user_id having count(*) > ${n}`),
    );
    expect(planCounts(plain, EVERYTHING)).toHaveLength(1);
    expect(planCounts([...plain, ...grouped], EVERYTHING)).toHaveLength(2);
  });

  it('read their counts in the order of the checks', () => {
    const checks = [
      rowsCheck('a', 'select 1 from users where user_id = 1'),
      rowsCheck('b', 'select 1 from users where user_id = 2'),
    ];
    const [scan] = planCounts(checks, EVERYTHING);
    expect(scan?.statement.sql).toMatch(/count\(case when user_id = 1 then 1 end\) as offending_0/);
    expect(scan?.read([{ offending_0: '3', offending_1: 0 }])).toEqual([3, 0]);
    const [union] = planCounts([rowsCheck('c', 'select distinct user_id from users')], EVERYTHING);
    expect(union?.read([{ number: 0, offending: '7' }])).toEqual([7]);
  });

  it('keep tables, aliases and days apart', () => {
    const days = "log_date between :'first_day' and :'last_day'";
    const checks = [
      rowsCheck('a', 'select 1 from users where user_id = 1'),
      rowsCheck('b', 'select 1 from users u where u.user_id = 1'),
      rowsCheck('c', `select 1 from songplays where ${days} and user_id = 1`),
      rowsCheck('d', `select 1 from songplays where log_date  between :'first_day'\nand :'last_day' and user_id = 2`),
      rowsCheck('e', 'select 1 from songplays where user_id = 3'),
    ];
    const groups = planCounts(checks, EVERYTHING).map((each) => each.checks.map(({ name }) => name).join(''));
    expect(groups).toEqual(['a', 'b', 'cd', 'e']);
  });
});

describe('what was examined', () => {
  const sql = openCatalog('duckdb');

  it('is asked in one statement, and of each table and scope once', () => {
    const checks = [
      rowsCheck('a', ''),
      rowsCheck('b', ''),
      rowsCheck('c', '', { tables: ['songplays'], scope: 'days' }),
      rowsCheck('d', '', { tables: ['songplays'] }),
      rowsCheck('e', '', { tables: ['songplays'], errorIf: { operator: '>', unit: 'share', limit: 0.5 } }),
      rowsCheck('f', '', { tables: [] }),
    ];
    const examined = planExamined(checks, sql, { days: ['2018-11-16', '2018-11-15'], settings: {} });
    const text = examined?.statement.sql ?? '';
    expect(text.match(/union all/g)).toHaveLength(3);
    expect(text).toContain("log_date between '2018-11-15' and '2018-11-16'");
    const rows = [4, 5, 1, 7].map((n, number) => ({ number, examined: String(n) }));
    expect(checks.map((check) => examined?.read(rows, check))).toEqual([
      undefined,
      undefined,
      5,
      undefined,
      7,
      undefined,
    ]);
    const none = rows.map((row) => ({ ...row, examined: 0 }));
    expect(checks.map((check) => examined?.read(none, check))).toEqual([0, 0, 0, 0, 0, undefined]);
  });
});

it('a check takes the parameters that it names, and no others', () => {
  expect(bindCheck('x', "select 1 where :'first_day' < :'fresh_since'", EVERYTHING).sql).toBe(
    "select 1 where '0001-01-01' < '2018-11-01'",
  );
  expect(() => bindCheck('x', "select 1 where :'least_match_share' > 0", { days: [], settings: {} })).toThrow(
    'x.sql: no value for :least_match_share',
  );
});
