import { describe, expect, it } from 'vitest';
import { parseHeader, parseThreshold } from '../../src/checks/header.ts';

const parse = (...lines: readonly string[]) => parseHeader(lines.join('\n'), 'checks/mine.sql');

describe('the header of a check', () => {
  it('says what it means, how severe it is, what it reads, and from which number on', () => {
    const { header, problems } = parse(
      '-- Each user has a name.',
      '-- severity: warn',
      '-- scope: all',
      '-- tables: users, analytics.people',
      '-- unit: start time',
      '-- when: check',
      '-- warn-if: > 10',
      '-- error-if >=5',
      '-- setting: FRESH_WITHIN',
      '-- tolerance: 1%',
      '-- Further words: they explain the query.',
      'select 1 -- severity: error',
    );
    expect(problems).toEqual([]);
    expect(header).toEqual({
      title: 'Each user has a name.',
      severity: 'warn',
      scope: 'all',
      tables: ['users', 'analytics.people'],
      unit: 'start time',
      when: 'check',
      warnIf: { operator: '>', unit: 'count', limit: 10 },
      errorIf: { operator: '>=', unit: 'count', limit: 5 },
      setting: 'FRESH_WITHIN',
      tolerance: '1%',
    });
  });

  it('may say nothing at all, and may come after blank lines, with the line ends of Windows', () => {
    expect(parse('select 1').header.title).toBeUndefined();
    expect(parseHeader('\r\n-- Title.\r\n-- severity: warn\r\nselect 1\r\n', 'a').header).toMatchObject({
      title: 'Title.',
      severity: 'warn',
    });
  });

  it.each([
    ['-- severity: fatal', 'severity: expected error or warn, found "fatal"'],
    ['-- severty: warn', '"severty" is no part of a check\'s header; did you mean severity?'],
    ['-- scope: today', 'scope: expected days or all, found "today"'],
    ['-- tables: users; drop', 'tables: expected names of tables with commas between them, found "users; drop"'],
    ['-- tables:', 'tables: expected names of tables with commas between them, found ""'],
    ['-- unit: 2 days', 'unit: expected a noun in the singular, like day, found "2 days"'],
    ['-- warn-if: many', 'warn-if: expected > or >= and a number of rows or a share of them'],
    ['-- error-if: > 101%', 'found "> 101%"'],
    ['-- error-if: > 1.5', 'found "> 1.5"'],
    ['-- error-if: < 5', 'found "< 5"'],
  ])('names file, line and value of %s', (line, problem) => {
    const { problems } = parse('-- Title.', line, 'select 1');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('checks/mine.sql line 2: ');
    expect(problems[0]).toContain(problem);
  });

  it('has no share of what is not a row of the examined table', () => {
    expect(parse('-- T.', '-- unit: day', '-- warn-if: > 1%').problems).toEqual([
      'checks/mine.sql: unit: there is no share of the examined rows where a day is counted',
    ]);
    expect(parse('-- T.', '-- unit: day', '-- warn-if: > 1').problems).toEqual([]);
  });

  it('says nothing twice', () => {
    expect(parse('-- T.', '-- scope: all', '-- scope: days').problems).toEqual([
      'checks/mine.sql line 3: scope stands twice',
    ]);
  });
});

it.each([
  ['> 0', { operator: '>', unit: 'count', limit: 0 }],
  ['>=100', { operator: '>=', unit: 'count', limit: 100 }],
  ['> 12.5 %', { operator: '>', unit: 'share', limit: 0.125 }],
] as const)('the threshold %s', (text, threshold) => {
  expect(parseThreshold(text)).toEqual(threshold);
});
