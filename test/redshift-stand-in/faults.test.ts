import { describe, expect, it } from 'vitest';
import { RedshiftError, serializationViolation, snapshotConflict } from '../support/redshift/index.ts';
import { useRedshift } from '../support/redshift-client.ts';

const redshift = useRedshift();

async function freshTable(): Promise<void> {
  const client = await redshift.connect();
  await client.query('drop table if exists kept; create table kept (x int)');
}

async function countKept(): Promise<number> {
  const client = await redshift.connect();
  const { rows } = await client.query<{ x: number }>('select x from kept');
  return rows.length;
}

describe('faults', () => {
  it('fail statements as often as they are told to', async () => {
    const client = await redshift.connect();
    const conflict = redshift.server.faults.fail(/insert into t/, serializationViolation(7, 8), 2);
    await client.query('create temp table t (x int)');
    for (const _ of [1, 2]) {
      await expect(client.query('insert into t values (1)')).rejects.toMatchObject({ message: '1023', code: 'XX000' });
    }
    await client.query('insert into t values (1)');
    expect(conflict.hits).toBe(2);
  });

  it('undo the transaction that a COMMIT was to end', async () => {
    await freshTable();
    const client = await redshift.connect();
    redshift.server.faults.fail(/^commit/i, snapshotConflict());
    await client.query('begin; insert into kept values (1)');
    await expect(client.query('commit')).rejects.toThrow('could not complete because of conflict');
    expect(client.getTransactionStatus()).toBe('I');
    expect(await countKept()).toBe(0);
  });

  it('leave a transaction failed', async () => {
    const client = await redshift.connect();
    redshift.server.faults.fail(/select 2/, new RedshiftError('system requested abort', { code: '57014' }));
    await client.query('begin');
    await expect(client.query('select 2')).rejects.toMatchObject({ code: '57014' });
    expect(client.getTransactionStatus()).toBe('E');
    await client.query('rollback; select 2');
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('lose the connection %s a commit', async (when, kept) => {
    await freshTable();
    const client = await redshift.connect();
    redshift.server.faults.loseConnection(/^commit/i, when);
    await client.query('begin; insert into kept values (1)');
    await expect(client.query('insert into kept values (1); commit')).rejects.toThrow('Connection terminated');
    expect(await countKept()).toBe(kept * 2);
  });

  it('lose the connection within a transaction, which is then undone', async () => {
    await freshTable();
    const client = await redshift.connect();
    redshift.server.faults.loseConnection(/insert/, 'after');
    await client.query('begin');
    await expect(client.query('insert into kept values (1)')).rejects.toThrow('Connection terminated');
    expect(await countKept()).toBe(0);
  });

  it('swallow answers while the server goes on', async () => {
    await freshTable();
    const client = await redshift.connect();
    redshift.server.faults.blackHole(/^commit/i);
    const answered = client.query('begin; insert into kept values (1); commit').then(() => true);
    await expect.poll(countKept).toBe(1);
    const other = await redshift.connect();
    const { rows } = await other.query('select trim(status) as status from stv_recents where query like $1', [
      'commit%',
    ]);
    expect(rows).toEqual([{ status: 'Done' }]);
    expect(await Promise.race([answered, Promise.resolve(false)])).toBe(false);
    answered.catch(() => undefined);
  });

  it('hold a statement until it is released', async () => {
    await freshTable();
    const client = await redshift.connect();
    const held = redshift.server.faults.hold(/insert/);
    const inserting = client.query('insert into kept values (1)');
    await held.reached;
    expect(await countKept()).toBe(0);
    held.release();
    await inserting;
    expect(await countKept()).toBe(1);
  });

  it('hold a commit whose client is gone: it happens later', async () => {
    await freshTable();
    const client = await redshift.connect();
    const held = redshift.server.faults.loseConnectionAndHold(/^commit/);
    await expect(client.query('begin; insert into kept values (1); commit')).rejects.toThrow('Connection terminated');
    await held.reached;
    expect(await countKept()).toBe(0);
    held.release();
    await expect.poll(countKept).toBe(1);
  });

  it('hold a commit whose client is gone: it never happens once the server process is ended', async () => {
    await freshTable();
    const client = await redshift.connect();
    const held = redshift.server.faults.loseConnectionAndHold(/^commit/);
    const { rows } = await client.query('select pg_backend_pid() as pid');
    await expect(client.query('begin; insert into kept values (1); commit')).rejects.toThrow('Connection terminated');
    const other = await redshift.connect();
    await other.query('select pg_terminate_backend($1)', [rows[0].pid]);
    held.release();
    await expect
      .poll(() => redshift.server.inspect('select 1 from pg_stat_activity where pid = $1', [rows[0].pid]))
      .toEqual([]);
    expect(await countKept()).toBe(0);
  });
});

describe('clients that leave', () => {
  it('have their transaction undone', async () => {
    await freshTable();
    const client = await redshift.connect();
    await client.query('begin; insert into kept values (1)');
    const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
    connection.stream.destroy();
    const other = await redshift.connect();
    await other.query('begin; lock kept; rollback');
    expect(await countKept()).toBe(0);
  });

  it('have what runs by itself finished', async () => {
    await freshTable();
    const client = await redshift.connect();
    const held = redshift.server.faults.hold(/insert/);
    const inserting = client.query('insert into kept values (1)').catch(() => 'gone');
    await held.reached;
    const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
    connection.stream.destroy();
    expect(await inserting).toBe('gone');
    held.release();
    await expect.poll(countKept).toBe(1);
  });
});

describe('cancelling', () => {
  const SLOW = 'select count(*) from pg_class a, pg_class b, pg_class c, pg_class d';
  const TERMINATED = { code: '57P01', message: 'terminating connection due to administrator command' };

  it.each([
    ['pg_cancel_backend', (pid: number) => `select pg_cancel_backend(${pid})`],
    ['CANCEL', (pid: number) => `cancel ${pid}`],
  ])('by %s ends the statement', async (_, sql) => {
    const [client, other] = [await redshift.connect(), await redshift.connect()];
    const { rows } = await client
      .query('begin; select pg_backend_pid() as pid')
      .then((result) => (result as unknown as [unknown, { rows: { pid: number }[] }])[1]);
    const held = redshift.server.faults.hold(/^select count/);
    const failure = expect(client.query(SLOW)).rejects.toMatchObject({
      code: '57014',
      message: expect.stringMatching(/^Query \(\d+\) cancelled on user's request$/),
    });
    await held.reached;
    await other.query(sql(rows[0]?.pid ?? 0));
    await failure;
    expect(client.getTransactionStatus()).toBe('E');
    await client.query('rollback');
  });

  it('by a timeout ends what runs in PostgreSQL', async () => {
    const client = await redshift.connect();
    await client.query('set statement_timeout to 50');
    await expect(client.query(SLOW)).rejects.toMatchObject({
      code: '57014',
      message: expect.stringContaining('cancelled'),
    });
  });

  it('by pg_terminate_backend ends the connection', async () => {
    const [client, other] = [await redshift.connect(), await redshift.connect()];
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const held = redshift.server.faults.hold(/^select count/);
    const failure = expect(client.query(SLOW)).rejects.toMatchObject(TERMINATED);
    await held.reached;
    await other.query('select pg_terminate_backend($1)', [rows[0].pid]);
    await failure;
  });

  it('in PostgreSQL itself is told to a statement that had not got there', async () => {
    const client = await redshift.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const held = redshift.server.faults.hold(/^select count/);
    const failure = expect(client.query(SLOW)).rejects.toMatchObject(TERMINATED);
    await held.reached;
    await redshift.server.inspect('select pg_catalog.pg_terminate_backend($1)', [rows[0].pid]);
    await failure;
  });
});
