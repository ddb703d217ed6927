import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireReadOnly } from '../../src/sql/read-only.ts';
import { tokenize } from '../../src/sql/tokens.ts';

describe('a query that only reads', () => {
  it.each([
    ['select 1', 'select 1'],
    ['  SELECT 1 ;\n', 'SELECT 1'],
    ['select 1; -- done', 'select 1'],
    ['-- what it says\nselect 1', '-- what it says\nselect 1'],
    ["select ';' as a, 'it''s; delete from x' as b", undefined],
    ['select ";" from "insert into"', undefined],
    ['select $$; drop table users$$, $a$ $$ ; $a$', undefined],
    ['select /* ; drop table users */ 1', undefined],
    ["select 'C:\\\\'", undefined],
    ['with x as (select 1), y (a) as (select 2) select * from x, y', undefined],
    ['with recursive x as materialized (select 1) select * from x', undefined],
    ['select delete, update, "into" from t', undefined],
    ["select replace(a, 'x', 'y') from t for update", undefined],
  ])('is %j', (sql, text = sql) => {
    expect(requireReadOnly(sql)).toBe(text);
  });
});

describe('anything else is refused', () => {
  it.each([
    ['', /no statement/],
    [' ; ', /no statement/],
    ['-- select 1', /no statement/],
    ['insert into users values (1)', /found insert/],
    ['delete from users', /found delete/],
    ['DROP TABLE users', /found drop/],
    ['update users set level = 1', /found update/],
    ["copy users to 'file'", /found copy/],
    ['explain analyze delete from users', /found explain/],
    ['/* select */ truncate users', /found truncate/],
    ['--\rdrop table users', /found drop/],
    ['select 1; drop table users', /more than one statement/],
    ['select 1;;select 2', /more than one statement/],
    ["select 'a''; drop table users", /without its partner/],
    ['select 1 -- ;\n; delete from users', /more than one statement/],
    ["select '--'; delete from users", /more than one statement/],
    ['select /* /* */ 1; delete from users -- */', /comment within a comment/],
    ["select '\\'; delete from users; --'", /backslash before a quote/],
    ["select E'\\\\\\'; delete from users; --'", /backslash before a quote/],
    ['select 1 /* delete', /comment without an end/],
    ['select "a', /without its partner/],
    ['select $a$ ; delete from users', /begins no text/],
    ['select * into copy from users', /INTO writes/],
    ['with x as (delete from users returning *) select * from x', /DELETE writes/],
    ['with x as (insert into users select 1) select 1', /INTO writes/],
    ['with x as (update users set level = 1 returning *) select * from x', /UPDATE writes/],
    ['with x as materialized (with y as (select 1) update users set level = 1) select 1', /UPDATE writes/],
    ['with x as (with y as (select 1) delete/**/from users returning 1) select * from x', /DELETE writes/],
    ['with x as (select 1) delete from users', /DELETE writes/],
    ['with x as (select 1) update users set level = 1', /UPDATE writes/],
    ['with x as (select 1) merge users', /found MERGE/],
    ['with x as (select 1)', /expected SELECT after WITH/],
    ['(select 1)', /found \(/],
  ])('%j', (sql, problem) => {
    expect(() => requireReadOnly(sql)).toThrow(problem);
  });
});

it('the line of what is doubtful is told', () => {
  expect(() => requireReadOnly("select 1,\n\n 'a")).toThrow('line 3: ');
});

it('quoted text never counts as anything else, and all text that counts is kept', () => {
  const inside = fc.string({ unit: fc.constantFrom(...';-/*"$a\n ', "''") });
  fc.assert(
    fc.property(inside, inside, (text, name) => {
      const sql = `select '${text}' as "${name.replaceAll('"', '""')}"`;
      expect(tokenize(sql).map(({ kind }) => kind)).toEqual(['word', 'text', 'word', 'name']);
      expect(requireReadOnly(sql)).toBe(sql);
    }),
  );
});
