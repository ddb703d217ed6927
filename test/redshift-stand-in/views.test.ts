import { describe, expect, it } from 'vitest';
import type { RunCopy } from '../support/redshift/copy/types.ts';
import { RedshiftError } from '../support/redshift/index.ts';
import { useRedshift } from '../support/redshift-client.ts';

/** In place of the engine: loads two rows, or fails on bad data, or waits to be cancelled. */
const runCopy: RunCopy = async (sql, context) => {
  const table = (await context.columns('loaded'))?.table ?? 'none';
  context.began();
  await context.log(
    `insert into redshift.load_errors (user_id, table_id, start_time, session_id, query_id, transaction_id, file_name,
       line_number, column_name, column_type, raw_line, error_code, error_message)
     values ($1, 1, now(), $2, $3, $4, 's3://bucket/a.json', 7, 'a', 'int4', 'naïve', 1207, 'Invalid digit')`,
    [context.userId, context.pid, context.queryId, context.transactionId],
  );
  await context.copyIn('copy loaded from stdin', ['1\n', '2\n']);
  if (sql.includes('wait')) await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
  if (sql.includes('fail')) throw new RedshiftError(`Load into table '${table}' failed.`);
  return { notices: [`Load into table '${table}' completed, 2 record(s) loaded successfully.`], loaded: 2 };
};
const S3 = { endpoint: undefined, accessKeyId: 'a', secretAccessKey: 'b' };

describe('COPY', () => {
  const redshift = useRedshift({ runCopy, s3: S3 });

  async function connectWithTable() {
    const client = await redshift.connect();
    await client.query('drop table if exists loaded; create table loaded (a int)');
    return client;
  }

  it('is told of by a notice and a tag without a count', async () => {
    const client = await connectWithTable();
    const notices: unknown[] = [];
    client.on('notice', ({ severity, message }) => notices.push([severity, message]));
    const { rowCount, command } = await client.query("copy loaded from 's3://bucket'");
    expect([command, rowCount]).toEqual(['COPY', null]);
    expect(notices).toEqual([['INFO', "Load into table 'loaded' completed, 2 record(s) loaded successfully."]]);
    expect((await client.query('select pg_last_copy_count() as n')).rows).toEqual([{ n: '2' }]);
  });

  it('is undone when it fails, but for its rows in the views of load errors', async () => {
    const client = await connectWithTable();
    await client.query('begin');
    await expect(client.query("copy loaded from 'fail'")).rejects.toMatchObject({ code: 'XX000' });
    await client.query('rollback');
    const { rows } = await client.query(
      `select colname, trim(filename) as file, line_number, trim(raw_line) as line, err_code
       from stl_load_errors where session = pg_backend_pid()`,
    );
    expect(rows).toEqual([
      { colname: 'a'.padEnd(127), file: 's3://bucket/a.json', line_number: '7', line: 'na.ve', err_code: 1207 },
    ]);
    const { rows: same } = await client.query(
      `select trim(error_message) as message, database_name from sys_load_error_detail where session_id = pg_backend_pid()`,
    );
    expect(same).toEqual([{ message: 'Invalid digit', database_name: 'dev'.padEnd(64) }]);
    expect((await client.query('select * from loaded')).rows).toEqual([]);
  });

  it('sets its id when bad data fails it by itself, and not when its transaction is undone', async () => {
    const client = await connectWithTable();
    const last = async () => (await client.query('select pg_last_copy_id() as id, pg_last_copy_count() as n')).rows[0];
    await expect(client.query("begin; copy loaded from 'fail'")).rejects.toThrow('failed');
    await client.query('rollback');
    expect(await last()).toEqual({ id: -1, n: '0' });
    await expect(client.query("copy loaded from 'fail'")).rejects.toThrow('failed');
    expect(await last()).toEqual({ id: expect.any(Number), n: '0' });
    expect((await last()).id).toBeGreaterThan(0);
  });

  it('needs its table', async () => {
    const client = await redshift.connect();
    await expect(client.query("copy nowhere from 's3://bucket'")).rejects.toMatchObject({
      code: 'XX000',
      message: 'Cannot COPY into nonexistent table nowhere',
    });
  });

  it('is stopped by a timeout of the statement', async () => {
    const client = await connectWithTable();
    await client.query('set statement_timeout to 100');
    await expect(client.query("copy loaded from 'wait'")).rejects.toMatchObject({ code: '57014' });
    expect((await client.query('select * from loaded')).rows).toEqual([]);
  });

  it('is seen while it runs, with the lock that it holds, and can be cancelled', async () => {
    const [client, other] = [await connectWithTable(), await redshift.connect()];
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const failure = expect(client.query("copy loaded from 'wait'")).rejects.toMatchObject({ code: '57014' });
    const running = () =>
      other.query('select pid, trim(user_name) as user from stv_recents where status = $1 and query like $2', [
        'Running',
        'copy%',
      ]);
    await expect.poll(async () => (await running()).rows).toEqual([{ pid: rows[0].pid, user: 'awsuser' }]);
    const locks = () =>
      other.query(
        'select distinct pid, trim(txn_owner) as owner from svv_transactions where granted and lock_mode = $1',
        ['ShareRowExclusiveLock'],
      );
    await expect.poll(async () => (await locks()).rows).toEqual([{ pid: rows[0].pid, owner: 'awsuser' }]);
    await other.query('select pg_cancel_backend($1)', [rows[0].pid]);
    await failure;
  });
});

describe('users', () => {
  const redshift = useRedshift({
    runCopy,
    s3: S3,
    users: [
      { name: 'awsuser', password: 'a' },
      { name: 'etl_loader', password: 'b', isSuperuser: false },
    ],
  });

  it('see their own rows only, unless they are superusers', async () => {
    const admin = await redshift.connect();
    const loader = await redshift.connect({ user: 'etl_loader', password: 'b' });
    await admin.query("create table loaded (a int); grant all on loaded to etl_loader; copy loaded from 's3://bucket'");
    await loader.query("copy loaded from 's3://bucket'");
    const seen = async (client: typeof admin) => (await client.query('select userid from stl_load_errors')).rows.length;
    expect([await seen(admin), await seen(loader)]).toEqual([2, 1]);
    await expect(loader.query('select * from svv_table_info')).rejects.toMatchObject({ code: '42501' });
    await admin.query('revoke all on loaded from etl_loader');
    await expect(loader.query('select * from loaded')).rejects.toMatchObject({
      code: '42501',
      message: 'permission denied for relation loaded',
    });
    await loader.query('create table own (a int) diststyle all; drop table own');
  });
});

describe('Serverless', () => {
  const redshift = useRedshift({ serverless: true });

  it('has no STL views', async () => {
    const client = await redshift.connect();
    await expect(client.query('select * from stl_load_errors')).rejects.toMatchObject({
      code: '42501',
      message: 'permission denied for relation stl_load_errors',
    });
    expect((await client.query('select * from sys_load_error_detail')).rows).toEqual([]);
  });
});

describe('questions that come at once', () => {
  const redshift = useRedshift({});

  it('are asked one after the other, and nobody is warned', async () => {
    const warnings: string[] = [];
    const listen = ({ message }: Error) => void warnings.push(message);
    process.on('warning', listen);
    const answers = await Promise.all([1, 2, 3].map((n) => redshift.server.inspect('select $1::int as n', [n])));
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    expect(warnings).toEqual([]);
  });
});
