import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ROLE } from '../support/redshift/index.ts';
import { useRedshift } from '../support/redshift-client.ts';
import { type S3Server, startS3 } from '../support/s3.ts';

const s3 = await startS3();

describe('a load from S3 through the whole server', () => {
  const bucket: { server: S3Server } = { server: s3 };
  const redshift = useRedshift({
    s3: { endpoint: s3.endpoint, accessKeyId: 'AKIDTESTTESTTESTTEST', secretAccessKey: 'test-secret-key' },
  });

  beforeAll(async () => {
    await bucket.server.createBucket('lake');
    await bucket.server.putAll('lake', {
      'good/a.json.gz': gzipSync('{"userId": "7", "song": "Näïve \\\\ \'x\'", "ts": 1542241826796}\n{"song": null}'),
      'bad/a.json': '{"userId": "seven", "ts": 1542241826796}',
    });
  });
  afterAll(() => bucket.server.stop());

  const copy = (prefix: string, options: string) =>
    `copy plays from 's3://lake/${prefix}' iam_role '${DEFAULT_ROLE}' format as json 'auto ignorecase' ${options}`;

  it('gives its rows to the transaction', async () => {
    const client = await redshift.connect();
    await client.query('create temp table plays (userid bigint, song varchar(40), ts timestamp)');
    await client.query(`begin; ${copy('good/', "gzip timeformat 'epochmillisecs'")}; commit`);
    const { rows } = await client.query('select userid, song, ts::varchar from plays order by userid');
    expect(rows).toEqual([
      { userid: '7', song: "Näïve \\ 'x'", ts: '2018-11-15 00:30:26.796' },
      { userid: null, song: null, ts: null },
    ]);
  });

  it('tells of bad data where it is looked for', async () => {
    const client = await redshift.connect();
    await client.query('create table plays (userid bigint, song varchar(40))');
    await expect(client.query(copy('bad/', ''))).rejects.toMatchObject({
      code: 'XX000',
      message: "Load into table 'plays' failed.  Check 'stl_load_errors' system table for details.",
    });
    const { rows } = await client.query(
      `select trim(filename) as file, trim(colname) as name, trim(err_reason) as reason from stl_load_errors
       where session = pg_backend_pid() and query = pg_last_copy_id()`,
    );
    expect(rows).toEqual([
      {
        file: 's3://lake/bad/a.json',
        name: 'userid',
        reason: expect.stringMatching(/^Invalid digit, Value 's', Pos 0, Type: Long/),
      },
    ]);
    await client.query('drop table plays');
  });
});
