import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../src/core/statement.ts';
import {
  compile,
  compileText,
  describe as describeFile,
  isDialect,
  openCatalog,
  statementNames,
} from '../../src/sql/catalog.ts';

describe('compile', () => {
  it('keeps a directive for its own dialect only', () => {
    const clause = 'diststyle all sortkey (user_id)';
    expect(compile('create-tables/users', 'redshift')).toMatch(new RegExp(`\\)\\n${clause.replace(/[()]/g, '\\$&')}$`));
    for (const dialect of ['duckdb', 'postgres'] as const) {
      expect(compile('create-tables/users', dialect)).not.toMatch(/diststyle|--/);
    }
  });

  it('puts a fragment in the place of its name', () => {
    const statement = compile('load-dims/insert-songs', 'duckdb');
    expect(statement).toContain(compile('fragments/song_winners', 'duckdb'));
    expect(statement).not.toContain(':(');
  });

  it('puts a column in the place of :it in a fragment', () => {
    const statement = compileText('select 1 where :(twice_encoded e.artist) or :(twice_encoded e.song)', 'duckdb');
    expect(statement).toContain("position('Ã' in e.artist) > 0");
    expect(statement).toContain("position('Ã' in e.song) > 0");
    expect(statement).not.toMatch(/:it/);
  });

  it.each(DIALECTS)('leaves no comment, directive, fragment or semicolon in the %s of any statement', (dialect) => {
    for (const name of statementNames(dialect)) {
      const sql = compile(name, dialect);
      expect(sql, name).not.toMatch(/^\s*--|:\(|;/m);
      expect(sql, name).toBe(sql.trim());
      expect(sql, name).not.toBe('');
    }
  });

  it('fails on a name that is not there', () => {
    expect(() => compile('load-fact/nothing', 'duckdb')).toThrow(/ENOENT.*load-fact\/nothing\.sql/);
  });
});

describe('statementNames', () => {
  it('has variants of the dialect, and of it only', () => {
    expect(statementNames('duckdb')).toContain('stage/insert-events');
    expect(statementNames('postgres')).not.toContain('stage/insert-events');
    expect(statementNames('redshift')).toContain('stage/insert-events');
    expect(statementNames('redshift')).not.toContain('stage/copy-events');
  });

  it('is sorted and has each name once', () => {
    const names = statementNames('duckdb');
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toContain('fragments/songplay_id');
  });
});

describe('the files', () => {
  it.each(DIALECTS)('all begin with a comment that says what they yield (%s)', (dialect) => {
    for (const name of statementNames(dialect)) {
      const [first] = describeFile(name, dialect);
      expect(first, name).toMatch(/^\w.{15,}/);
    }
  });

  it('describe is the leading comment without its dashes', () => {
    expect(describeFile('check/songplays_levels', 'duckdb')).toEqual([
      'The level of each play that has one is free or paid.',
      'severity: warn',
      'scope: days',
      'tables: songplays',
    ]);
  });
});

describe('openCatalog', () => {
  it('names the statement and binds its parameters', () => {
    const catalog = openCatalog('duckdb');
    expect(catalog.dialect).toBe('duckdb');
    const statement = catalog.statement('load-fact/count-plays', { days: ['2018-11-01', '2018-11-02'] });
    expect(statement).toEqual({
      name: 'load-fact/count-plays',
      sql: "select count(*) as plays, count(song_id) as matched from songplays where log_date in ('2018-11-01', '2018-11-02')",
      values: [],
    });
  });

  it('gives a statement again with other parameters', () => {
    const catalog = openCatalog('duckdb');
    const sqlOf = (day: string) => catalog.statement('load-fact/count-plays', { days: [day] }).sql;
    expect(sqlOf('2018-11-01')).toContain("('2018-11-01')");
    expect(sqlOf('2018-11-02')).toContain("('2018-11-02')");
  });
});

it('isDialect knows the three', () => {
  expect(DIALECTS.every(isDialect)).toBe(true);
  expect(['', 'mysql', 'DuckDB', 'toString'].some(isDialect)).toBe(false);
});
