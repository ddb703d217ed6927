import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bind } from '../../src/sql/bind.ts';

describe('bound values', () => {
  it('become numbered placeholders, one for each name', () => {
    expect(bind('q', 'select :a, :b_c, :a', { a: 1, b_c: 'x' })).toEqual({
      sql: 'select $1, $2, $1',
      values: [1, 'x'],
    });
  });

  it('can be anything: they are not part of the text', () => {
    const nasty = "'; drop table songplays; --";
    expect(bind('q', 'select :a', { a: nasty })).toEqual({ sql: 'select $1', values: [nasty] });
    expect(bind('q', 'select :a', { a: null })).toEqual({ sql: 'select $1', values: [null] });
  });

  it('cannot be lists', () => {
    expect(() => bind('q', 'select :a', { a: ['x'] })).toThrow('q.sql: :a cannot be a list');
  });
});

describe('rows of bound values', () => {
  const TEXT = "insert into t values :each'rows'{(?, cast(? as date))}";

  it('become a tuple each, after the form in the braces', () => {
    expect(
      bind('q', `${TEXT} where x = :x`, {
        rows: [
          ['a', null],
          ["it's", '2018-11-15'],
        ],
        x: 7,
      }),
    ).toEqual({
      sql: 'insert into t values ($1, cast($2 as date)), ($3, cast($4 as date)) where x = $5',
      values: ['a', null, "it's", '2018-11-15', 7],
    });
  });

  it.each([[[]], [[['a']]], [[['a', 'b', 'c']]], ['a'], [7]])('are not made of %j', (rows) => {
    expect(() => bind('q', TEXT, { rows })).toThrow(/^q\.sql: :each'rows' needs rows/);
  });

  it('has values as literals where the mark stands in quotes, and refuses those that are not plain', () => {
    const text = "values :each'rows'{('?', ?, cast('?' as date))}";
    expect(
      bind('q', text, {
        rows: [
          [1, "o'clock", '2018-11-15'],
          ['a', null, null],
        ],
      }),
    ).toEqual({
      sql: "values (1, $1, cast('2018-11-15' as date)), ('a', $2, cast(null as date))",
      values: ["o'clock", null],
    });
    expect(() => bind('q', text, { rows: [["o'clock", 1, null]] })).toThrow(/not a plain literal/);
  });
});

describe('literals', () => {
  it('are written into the text, a list with commas', () => {
    expect(bind('q', "select :'n', :'s' where x in (:'list')", { n: 7, s: 'a b', list: ['x', 'y'] })).toEqual({
      sql: "select 7, 'a b' where x in ('x', 'y')",
      values: [],
    });
  });

  it.each([-1, 0.5, 1e21])('can be the number %d', (n) => {
    expect(bind('q', "select :'n'", { n }).sql).toBe(`select ${n}`);
  });

  it.each(['', '2018-11-15', 's3://bucket/a+b/c=d,e.json', '/tmp/sparkify-etl-Ab3/songs-1.json', 'C:/a (1)', '100%'])(
    'can be %j',
    (text) => expect(bind('q', "select :'s'", { s: text }).sql).toBe(`select '${text}'`),
  );

  it.each(["it's", 'a"b', 'back\\slash', 'a;b', 'a\nb', 'a\0b', 'tab\t', 'é', '$1', '`', '*', "''", '--\n'])(
    'are refused if not plain: %j',
    (text) => {
      expect(() => bind('q', "select :'s'", { s: text })).toThrow(
        `q.sql: :'s' is not a plain literal: ${JSON.stringify(text)}`,
      );
      expect(() => bind('q', "select :'s'", { s: ['fine', text] })).toThrow('not a plain literal');
      expect(() => bind('q', "values :rows's'", { s: [text] })).toThrow('not a plain literal');
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null])('are refused if %s', (n) => {
    expect(() => bind('q', "select :'n'", { n })).toThrow('not a plain literal');
  });

  it('never leave their quotes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          expect(bind('q', ":'s'", { s: text }).sql).toMatch(/^'[^'\\]*'$/);
        } catch (error) {
          expect(String(error)).toContain('not a plain literal');
        }
      }),
    );
  });

  it('refuse an empty list, which would not be SQL', () => {
    expect(() => bind('q', "x in (:'days')", { days: [] })).toThrow("q.sql: the list :'days' is empty");
    expect(() => bind('q', "values :rows'days'", { days: [] })).toThrow("the list :'days' is empty");
  });
});

it('rows are a list in parentheses each', () => {
  expect(bind('q', "values :rows'days'", { days: ['2018-11-01', '2018-11-02'] }).sql).toBe(
    "values ('2018-11-01'), ('2018-11-02')",
  );
});

describe('what is no placeholder', () => {
  it.each([
    'select a::integer, b::varchar(3)',
    "select 'at :time', 'it''s :here'",
    'select "col:umn", "a""b:c"',
    "select '10:30:00'",
    "select ':''a'''",
    'select array[1:2]',
  ])('%s', (sql) => expect(bind('q', sql, {})).toEqual({ sql, values: [] }));

  it('does not hide one that follows', () => {
    expect(bind('q', "select ':a', :a::date, \":a\", ':''a', :a", { a: 1 }).sql).toBe(
      "select ':a', $1::date, \":a\", ':''a', $1",
    );
  });
});

describe('parameters', () => {
  it('must be given', () => {
    expect(() => bind('load/x', 'select :a', {})).toThrow('load/x.sql: no value for :a');
    expect(() => bind('load/x', "select :'a'", {})).toThrow('load/x.sql: no value for :a');
    expect(() => bind('load/x', "values :rows'a'", {})).toThrow('load/x.sql: no value for :a');
  });

  it('must be used', () => {
    expect(() => bind('load/x', 'select 1', { a: 1, b: 2 })).toThrow('load/x.sql: unused parameter a, b');
    expect(() => bind('load/x', "select ':a'", { a: 1 })).toThrow('unused parameter a');
  });

  it('are no names that every object has', () => {
    expect(() => bind('q', 'select :constructor', {})).toThrow('no value for :constructor');
  });
});

it('of rows, puts in as literals what is plain, and binds the rest', () => {
  const text = `values :each'rows'{('?', "?")}`;
  const rows = [
    [1, 'plain: 5%'],
    [2, null],
    [3, "it's"],
  ];
  expect(bind('x', text, { rows })).toEqual({
    sql: `values (1, 'plain: 5%'), (2, null), (3, $1)`,
    values: ["it's"],
  });
});
