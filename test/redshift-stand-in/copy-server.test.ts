import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DEFAULT_ROLE, type RedshiftServer, startRedshift } from '../support/redshift/index.ts';
import { type S3Server, startS3 } from '../support/s3.ts';

const BAD = '{"userId":"7","ts":1542241826796,"song":"Déjà Vu"}\n{"userId":"x","ts":1,"song":null}';

let s3: S3Server;
let redshift: RedshiftServer;
let client: pg.Client;
let notices: string[] = [];

async function connect(server: RedshiftServer): Promise<pg.Client> {
  const { host, port, user, password, database } = server;
  const opened = new pg.Client({ host, port, user, password, database });
  opened.on('notice', ({ severity, message }) => notices.push(`${severity} ${message}`));
  await opened.connect();
  return opened;
}

beforeAll(async () => {
  s3 = await startS3();
  await s3.createBucket('b');
  await s3.putAll('b', {
    'sound.json': '{"userId":"7","ts":1542241826796,"song":"Déjà Vu"}{"userId":"","ts":1542241826796,"song":"x"}',
    'bad.json': BAD,
  });
  const keys = { accessKeyId: 'AKIDTESTTESTTESTTEST', secretAccessKey: 'test-secret-key' };
  redshift = await startRedshift({ postgres: inject('postgres'), s3: { endpoint: s3.endpoint, ...keys } });
  client = await connect(redshift);
  await client.query('create table t (userid int, ts timestamp, song varchar(9), day date default current_date)');
});
beforeEach(async () => {
  await client.query('delete from t');
  notices = [];
});
afterAll(async () => {
  await client?.end();
  await redshift?.stop();
  await s3.stop();
});

const copyOf = (key: string, clauses = '') =>
  `copy t (userid, ts, song) from 's3://b/${key}' iam_role '${DEFAULT_ROLE}' format as json 'auto ignorecase'
    timeformat 'epochmillisecs' compupdate off statupdate off ${clauses}`;

describe('COPY through the server', () => {
  it('loads, tells how many, and gives a tag without a count', async () => {
    const result = await client.query(copyOf('sound.json'));
    expect(result).toMatchObject({ command: 'COPY', rowCount: null });
    expect(notices).toEqual(["INFO Load into table 't' completed, 2 record(s) loaded successfully."]);
    const { rows } = await client.query('select userid, ts::varchar(30) as ts, song from t order by userid');
    expect(rows).toEqual([
      { userid: 7, ts: '2018-11-15 00:30:26.796', song: 'Déjà Vu' },
      { userid: null, ts: '2018-11-15 00:30:26.796', song: 'x' },
    ]);
    const count = await client.query('select pg_last_copy_count() as count');
    expect(count.rows).toEqual([{ count: '2' }]);
  });

  it('fills a temporary table, and leaves nothing of a transaction that is rolled back', async () => {
    await client.query('begin');
    await client.query("create temporary table landing (userid int, day date default '2018-11-15')");
    await client.query(copyOf('sound.json').replace('copy t (userid, ts, song)', 'copy landing (userid)'));
    const { rows } = await client.query('select userid, day::varchar(10) as day from landing order by userid');
    expect(rows).toEqual([
      { userid: 7, day: '2018-11-15' },
      { userid: null, day: '2018-11-15' },
    ]);
    await client.query(copyOf('sound.json'));
    await client.query('rollback');
    expect((await client.query('select * from t')).rows).toEqual([]);
  });

  it('answers bad data as Redshift does, and the reasons outlive the rollback', async () => {
    await client.query('begin');
    await expect(client.query(copyOf('bad.json'))).rejects.toMatchObject({
      ...{ severity: 'ERROR', code: 'XX000', routine: 'DoCopy', line: '2426', detail: undefined },
      message: "Load into table 't' failed.  Check 'stl_load_errors' system table for details.",
    });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('rollback');
    expect((await client.query('select * from t')).rows).toEqual([]);
    const { rows } = await client.query(
      `select trim(filename) as filename, line_number, trim(colname) as colname, trim(type) as type, trim(raw_line) as raw_line,
        trim(raw_field_value) as value, err_code, trim(err_reason) as reason
      from stl_load_errors where session = pg_backend_pid()`,
    );
    expect(rows).toEqual([
      {
        ...{
          filename: 's3://b/bad.json',
          line_number: '2',
          colname: 'userid',
          type: 'int4',
          value: 'x',
          err_code: 1207,
        },
        raw_line: '{"userId":"x","ts":1,"song":null}',
        reason: "Invalid digit, Value 'x', Pos 0, Type: Integer",
      },
    ]);
  });

  it('tells of the errors that MAXERROR tolerates', async () => {
    await client.query(copyOf('bad.json', 'maxerror 2'));
    expect(notices).toEqual([
      "INFO Load into table 't' completed, 1 record(s) loaded successfully.",
      "INFO Load into table 't' completed, 1 record(s) could not be loaded.  Check 'stl_load_errors' system table for details.",
    ]);
    const { rows } = await client.query(
      'select trim(status) as status, loaded_rows, error_count from sys_load_history order by query_id desc limit 1',
    );
    expect(rows).toEqual([{ status: 'completed', loaded_rows: '1', error_count: '1' }]);
  });

  it('passes on what S3 says, with the block in the detail', async () => {
    await expect(client.query(copyOf('none'))).rejects.toMatchObject({
      ...{ severity: 'ERROR', code: 'XX000', routine: 'pg_throw' },
      message: "The specified S3 prefix 'none' does not exist",
      detail: expect.stringMatching(/^ {2}\n {2}-+\n {2}error: {2}The specified S3 prefix .*\n {2}code: {6}8001\n/),
    });
  });

  it('refuses what is no COPY of Redshift', async () => {
    await expect(client.query(copyOf('sound.json', 'gzp'))).rejects.toMatchObject({
      ...{ code: '42601', message: 'syntax error at or near "gzp"', routine: 'yyerror' },
    });
    await expect(client.query(copyOf('sound.json').replace('copy t', 'copy u'))).rejects.toMatchObject({
      message: 'Cannot COPY into nonexistent table u',
    });
  });
});
