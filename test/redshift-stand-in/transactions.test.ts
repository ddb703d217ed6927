import type pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { type RedshiftForTests, useRedshift } from '../support/redshift-client.ts';

/** Table `a` and `b` with one row each, and two clients. */
function useTwo(redshift: RedshiftForTests): { first: pg.Client; second: pg.Client } {
  const clients = {} as { first: pg.Client; second: pg.Client };
  beforeEach(async () => {
    clients.first = await redshift.connect();
    clients.second = await redshift.connect();
    await clients.first.query('drop table if exists a; drop table if exists b');
    await clients.first.query(
      'create table a (x int); create table b (x int); insert into a values (1); insert into b values (1)',
    );
  });
  return clients;
}

async function rowsOf(client: pg.Client, table: string): Promise<number[]> {
  return (await client.query<{ x: number }>(`select x from ${table} order by x`)).rows.map(({ x }) => x);
}

/** Resolves when a session waits for a lock. */
async function someoneWaits({ server }: RedshiftForTests): Promise<void> {
  for (;;) {
    const waiting = await server.inspect(
      `select 1 from pg_locks l join pg_stat_activity s using (pid)
       where not l.granted and s.datname = pg_catalog.current_database()`,
    );
    if (waiting.length > 0) return;
  }
}

describe('transactions', () => {
  const redshift = useRedshift();
  const two = useTwo(redshift);

  it('are committed by TRUNCATE, with everything before it', async () => {
    await two.first.query('begin; insert into b values (2); truncate a');
    expect(two.first.getTransactionStatus()).toBe('I');
    await two.first.query('rollback');
    expect([await rowsOf(two.second, 'a'), await rowsOf(two.second, 'b')]).toEqual([[], [1, 2]]);
  });

  it.each(['begin; vacuum a', 'select 1; vacuum a', 'vacuum a; select 1'])(
    'are nothing for VACUUM: %s',
    async (sql) => {
      await expect(two.first.query(sql)).rejects.toMatchObject({ code: '25001' });
    },
  );

  it('leave VACUUM and ANALYZE to themselves', async () => {
    for (const sql of ['vacuum a', 'vacuum delete only a', 'vacuum', 'analyze a', 'begin; analyze a; commit']) {
      await two.first.query(sql);
    }
  });

  it('hold the only kind of lock, which also keeps readers out', async () => {
    await expect(two.first.query('lock table a')).rejects.toMatchObject({ code: '25P01' });
    await two.first.query('begin; lock a, b');
    const reading = rowsOf(two.second, 'b');
    await someoneWaits(redshift);
    await two.first.query('commit');
    expect(await reading).toEqual([1]);
  });

  it('take their snapshot behind the lock, not at BEGIN', async () => {
    await two.first.query('begin');
    await two.second.query('insert into a values (2)');
    await two.first.query('lock a');
    expect(await rowsOf(two.first, 'a')).toEqual([1, 2]);
  });

  it('see nothing that was committed since their first SELECT', async () => {
    await two.first.query('begin; select count(*) from b');
    await two.second.query('insert into a values (2)');
    expect(await rowsOf(two.first, 'a')).toEqual([1]);
  });

  it('let writers of one table wait for each other', async () => {
    await two.first.query('begin; insert into a values (2)');
    const second = two.second.query('insert into a select 3 from a');
    await someoneWaits(redshift);
    await two.first.query('commit');
    expect((await second).rowCount).toBe(2);
  });

  it('take names of isolation levels and do nothing about them', async () => {
    await two.first.query('begin isolation level read uncommitted; select 1; commit');
  });

  it('fail under SNAPSHOT where two change the same rows', async () => {
    await two.second.query('begin; select * from a');
    await two.first.query('update a set x = 2');
    await expect(two.second.query('update a set x = 3')).rejects.toMatchObject({
      code: 'XX000',
      message: 'could not complete because of conflict with concurrent transaction',
    });
  });

  it('allow the skew that SNAPSHOT allows', async () => {
    await two.first.query('begin; select * from a; insert into b values (2)');
    await two.second.query('begin; select * from b; insert into a values (2); commit');
    await two.first.query('commit');
  });
});

describe('serializable isolation', () => {
  const redshift = useRedshift({ isolation: 'serializable' });
  const two = useTwo(redshift);

  it('finds cycles, table by table', async () => {
    await two.first.query('begin; select * from a; insert into b values (2)');
    await two.second.query('begin; select * from b; insert into a values (2); commit');
    await expect(two.first.query('commit')).rejects.toMatchObject({
      code: 'XX000',
      message: '1023',
      detail: expect.stringMatching(
        /^Serializable isolation violation on table - \d+, transactions forming the cycle are: \d+, \d+ \(pid:\d+\)$/,
      ),
    });
    expect(two.first.getTransactionStatus()).toBe('I');
    expect(await rowsOf(two.first, 'b')).toEqual([1]);
  });

  it('is named in stv_db_isolation_level', async () => {
    const { rows } = await two.first.query('select trim(isolation_level) as level from stv_db_isolation_level');
    expect(rows).toEqual([{ level: 'Serializable' }]);
  });
});
