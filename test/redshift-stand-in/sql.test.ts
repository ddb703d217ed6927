import { describe, expect, it } from 'vitest';
import { useRedshift } from '../support/redshift-client.ts';

const redshift = useRedshift();

/** Gives the only value of the only row. */
async function valueIn(sql: string): Promise<unknown> {
  const client = await redshift.connect();
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
  expect(rows).toHaveLength(1);
  return rows[0]?.[0];
}

describe('what Redshift has and PostgreSQL has not', () => {
  it.each([
    ["'a\\'b\\\\c'", "a'b\\c"],
    ["'caf\\303\\251'", 'café'],
    ["extract(hour from timestamp '2018-11-15 00:30:26.796')", 0],
    ["extract(week from timestamp '2018-11-15 00:30:26.796') + 1", 47],
    ["extract(dow from date '2018-11-18')", 0],
    ["extract(ms from timestamp '2018-11-15 00:30:26.796')", 796],
    ["date_part(hour, timestamp '2018-11-15 07:30:26')", 7],
    ["len('naïve')", 5],
    ["octet_length('naïve')", 6],
    ["sha2('a', 256)", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ["dateadd(ms, 1542241826796::bigint, 'epoch')::varchar", '2018-11-15 00:30:26.796'],
    ["(timestamp 'epoch' + 1542241826796 * interval '0.001 second')::varchar", '2018-11-15 00:30:26.796'],
    ["datediff(day, '2018-11-14 23:59', '2018-11-15 00:01')", '1'],
    ["datediff(hour, timestamp '2018-11-15 00:59', timestamp '2018-11-15 03:00')", '3'],
    ["'naïve'::varchar(3)", 'na'],
    ["cast('a' || 'ïï' as varchar(3))", 'aï'],
    ["lower('ABC')::varchar(2) || 'x'", 'abx'],
    ['1.75::numeric', '2'],
    ['cast(1.75 as decimal)', '2'],
    ['7 / 2', 3],
    ['0.1::float8 + 0.2::float8', 0.3],
    ["getdate() - sysdate < interval '1 minute'", true],
    ['pg_last_copy_count()', '0'],
    ['pg_last_copy_id()', -1],
    ["md5('a')", '0cc175b9c0f1b6a831c399e269772661'],
  ])('select %s', async (expression, expected) => {
    expect(await valueIn(`select ${expression}`)).toEqual(expected);
  });

  it('joins texts with LISTAGG', async () => {
    const client = await redshift.connect();
    await client.query('create temp table letters (letter varchar(1), place int)');
    await client.query("insert into letters values ('b', 2), ('a', 1), (null, 3)");
    const { rows } = await client.query(
      "select listagg(letter, ', ') within group (order by place) as all from letters",
    );
    expect(rows).toEqual([{ all: 'a, b' }]);
  });

  it('folds quoted names', async () => {
    const client = await redshift.connect();
    await client.query('create temp table "Mixed" ("FirstName" varchar(5))');
    const { fields } = await client.query('select firstname from MIXED');
    expect(fields.map(({ name }) => name)).toEqual(['firstname']);
  });
});

const SYNTAX = '42601';
const FUNCTION = '42883';
const UNSUPPORTED = '0A000';

describe('what PostgreSQL has and Redshift has not', () => {
  it.each([
    ['insert into t values (1) on conflict do nothing', SYNTAX],
    ['insert into t values (1) returning a', SYNTAX],
    ['insert into t select 1 returning a', SYNTAX],
    ['with x as (select 1 as a) insert into t select a from x', SYNTAX],
    ['select distinct on (a) a from t', SYNTAX],
    ['values (1)', SYNTAX],
    ['select * from (values (1)) v', SYNTAX],
    ['select 1 where 1 is distinct from 2', SYNTAX],
    ['select 1 where 1 is not distinct from 2', SYNTAX],
    ["select E'a'", SYNTAX],
    ['select a from t for update', SYNTAX],
    ['select a from t order by b collate "C"', SYNTAX],
    ['select count(*) filter (where a > 1) from t', SYNTAX],
    ['select 1 from t, lateral (select 1) x', SYNTAX],
    ['select sum(a) over (order by a) from t', SYNTAX],
    ['select array[1, 2]', SYNTAX],
    ['delete from t x where x.a = 1', SYNTAX],
    ['update t x set a = 1', SYNTAX],
    ['lock table t in share mode', SYNTAX, 'begin'],
    ['lock t nowait', SYNTAX, 'begin'],
    ['discard all', SYNTAX],
    ['create table if not exists n as select 1 as a', SYNTAX],
    ['create table n (a identity(0, 1))', SYNTAX],
    ['create table n (start int)', SYNTAX],
    ['create table n (a timestamp(3))', SYNTAX],
    ['create table n (a json)', '42704'],
    ['create table n (a serial)', '42704'],
    ['create table n (a int check (a > 0))', UNSUPPORTED],
    ['create table n (a int distkey) diststyle even', SYNTAX],
    ['create index on t (a)', UNSUPPORTED],
    ['create unique index i on t (a)', UNSUPPORTED],
    ['savepoint s', UNSUPPORTED, 'begin'],
    ['rollback to savepoint s', UNSUPPORTED, 'begin'],
    ['select pg_advisory_lock(1)', FUNCTION],
    ['select pg_try_advisory_lock(1, 2)', FUNCTION],
    ["select string_agg(b, ',') from t", FUNCTION],
    ['merge into t using t s on t.a = s.a when matched then delete', SYNTAX],
    ['merge into t using t s on t.a = s.a when matched then delete when not matched then do nothing', SYNTAX],
    [
      'merge into t using t s on t.a = s.a when matched and s.a > 1 then delete when not matched then insert values (1)',
      SYNTAX,
    ],
    ['select to_timestamp(1.5)', FUNCTION],
    ['select now() from t', UNSUPPORTED],
    ['insert into t select 1 from t where current_timestamp > getdate()', UNSUPPORTED],
    ['delete from t where b = current_schema()', UNSUPPORTED],
    ['select * from t join generate_series(1, 2) g on true', UNSUPPORTED],
    ['set lock_timeout = 1', '42704'],
    ['set idle_in_transaction_session_timeout = 1', '42704'],
    ['set standard_conforming_strings = on', '42704'],
    ['set extra_float_digits = 3', '22023'],
  ] as [string, string, string?][])('%s', async (sql, code, before) => {
    const client = await redshift.connect();
    await client.query('create temp table t (a int, b varchar(9))');
    if (before === 'begin') await client.query(before);
    await expect(client.query(sql)).rejects.toMatchObject({ code });
  });

  it.each([
    'select now()',
    'select current_timestamp',
    'select * from generate_series(1, 2)',
    'select current_schema()',
  ])('still takes %s without tables', async (sql) => {
    const client = await redshift.connect();
    expect((await client.query(sql)).rows.length).toBeGreaterThan(0);
  });

  it.each([
    "select 'on conflict returning -- ; /* E' as a",
    'select 1 as a /* on conflict; for update */ -- returning',
    "select 'it''s \\'quoted\\'; values (1)' as a",
  ])('looks at no texts and comments: %s', async (sql) => {
    const client = await redshift.connect();
    expect((await client.query(sql)).rows).toHaveLength(1);
  });
});
