import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { useRedshift } from '../support/redshift-client.ts';

const redshift = useRedshift();

/** The results of several statements in one message. */
async function results(client: pg.Client, sql: string): Promise<pg.QueryResult[]> {
  return (await client.query(sql)) as unknown as pg.QueryResult[];
}

describe('answers', () => {
  it('carry counts for changes and none for SELECT', async () => {
    const client = await redshift.connect();
    const sql = `create temp table t (a int); insert into t values (1), (2), (3); update t set a = 9 where a < 3;
      delete from t where a = 9; select a from t; create temp table c as select a from t; drop table t`;
    const told = (await results(client, sql)).map(({ command, rowCount }) => [command, rowCount]);
    expect(told).toEqual([
      ['CREATE', null],
      ['INSERT', 3],
      ['UPDATE', 2],
      ['DELETE', 2],
      ['SELECT', null],
      ['SELECT', null],
      ['DROP', null],
    ]);
  });

  it('are typed as by PostgreSQL', async () => {
    const client = await redshift.connect();
    const { rows, fields } = await client.query(
      "select 1 as a, 2::bigint as b, 1.5::numeric(4, 2) as c, 'x'::text as d, true as e, null::int as f",
    );
    expect(rows).toEqual([{ a: 1, b: '2', c: '1.50', d: 'x', e: true, f: null }]);
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([23, 20, 1700, 25, 16, 23]);
  });

  it('come for bound values too, with and without a name', async () => {
    const client = await redshift.connect();
    for (const name of ['', 'named', 'named']) {
      const { rows, rowCount } = await client.query({
        name,
        text: 'select $1::int + 1 as a, $2::varchar as b',
        values: [1, null],
      });
      expect(rows).toEqual([{ a: 2, b: null }]);
      expect(rowCount).toBeNull();
    }
  });

  it('come for an empty message', async () => {
    const client = await redshift.connect();
    expect((await client.query(' -- nothing\n;')).rows).toEqual([]);
    expect((await client.query({ text: '', values: [] })).rows).toEqual([]);
  });

  it('leave digits of doubles away, unless they are asked for', async () => {
    const client = await redshift.connect();
    expect((await client.query('select (0.1::float8 + 0.2::float8)::varchar as a')).rows).toEqual([{ a: '0.3' }]);
    await client.query('set extra_float_digits to 2');
    expect((await client.query('select (0.1::float8 + 0.2::float8)::varchar as a')).rows[0].a).toBe(
      '0.30000000000000004',
    );
  });
});

describe('several statements in one message', () => {
  it('stop at the first error, and what was done is undone', async () => {
    const client = await redshift.connect();
    await client.query('create table stop_at (a int)');
    await expect(
      client.query('insert into stop_at values (1); select 1/0; insert into stop_at values (2)'),
    ).rejects.toThrow('Divide by zero');
    expect((await client.query('select * from stop_at')).rows).toEqual([]);
    await client.query('drop table stop_at');
    expect(redshift.server.statements.map(({ sql }) => sql)).not.toContain('insert into stop_at values (2)');
  });

  it('leave a transaction that failed open until it is ended', async () => {
    const client = await redshift.connect();
    await expect(client.query('begin; select 1; selec 2; commit')).rejects.toMatchObject({ code: '42601' });
    expect(client.getTransactionStatus()).toBe('E');
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    expect((await client.query('commit')).command).toBe('ROLLBACK');
    expect(client.getTransactionStatus()).toBe('I');
  });

  it('may begin and end transactions', async () => {
    const client = await redshift.connect();
    await client.query('begin; create table opened (a int)');
    expect(client.getTransactionStatus()).toBe('T');
    await client.query('rollback; begin; create table opened (a int); insert into opened values (1); end; select 1');
    expect(client.getTransactionStatus()).toBe('I');
    await client.query('drop table opened');
  });

  it('are logged one by one, as they were written', async () => {
    const client = await redshift.connect();
    const before = redshift.server.statements.length;
    await client.query("select 'a;b' as x ; /* c */ SELECT 2");
    const logged = redshift.server.statements.slice(before).map(({ sql, outcome }) => [sql, outcome]);
    expect(logged).toEqual([
      ["select 'a;b' as x", 'done'],
      ['SELECT 2', 'done'],
    ]);
  });
});

describe('notices', () => {
  it('come in place and in the words of Redshift', async () => {
    const client = await redshift.connect();
    const told: unknown[] = [];
    client.on('notice', ({ severity, message }) => told.push([severity, message]));
    await client.query('create temp table there (a int)');
    await client.query('drop table if exists customers; create temp table if not exists there (a int)');
    expect(told).toEqual([
      ['INFO', 'Table "customers" does not exist and will be skipped'],
      ['INFO', 'Table "there" already exists and will be skipped'],
    ]);
  });
});

describe('round trips', () => {
  it('are counted as flights of the client that were answered', async () => {
    const client = await redshift.connect();
    const count = async (work: () => Promise<unknown>) => {
      const before = redshift.server.roundTrips();
      await work();
      return redshift.server.roundTrips() - before;
    };
    expect(await count(() => client.query('select 1; select 2; select 3'))).toBe(1);
    expect(await count(() => client.query('select $1::int', [1]))).toBe(1);
    expect(
      await count(async () => {
        await client.query('select 1');
        await client.query('select 2');
      }),
    ).toBe(2);
    expect(await count(() => redshift.connect())).toBe(2);
  });

  it('are late by the latency', async () => {
    const client = await redshift.connect();
    redshift.server.faults.latencyMs = 60;
    const start = performance.now();
    await client.query('select 1');
    redshift.server.faults.latencyMs = 0;
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  });
});
