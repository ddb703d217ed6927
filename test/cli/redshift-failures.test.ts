import { afterEach, describe, expect, it } from 'vitest';
import { RedshiftError } from '../support/redshift/index.ts';
import { redshiftPlaces } from '../support/server-places.ts';
import { expectFailure } from './server-suite.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const ALL = ['run-all', '--all'];
const SAMPLE = { days: 2, eventsPerDay: 80, songs: 20 };
const ATTACHED = 'arn:aws:iam::123456789012:role/redshift-reads-s3';

const places = await redshiftPlaces(SAMPLE, {
  roles: { attached: [ATTACHED], default: undefined },
  s3: { bucketRegions: { elsewhere: 'eu-west-1' } },
});
const { redshift, s3, workspace } = places;
await s3.createBucket('elsewhere');
await s3.put('elsewhere', 'log_data/2018/11/2018-11-01-events.json', '{"page":"Home","ts":1541030400000}');
afterEach(() => redshift.faults.clear());

describe('settings that are missing or wrong', () => {
  const cases: readonly (readonly [string, number, RegExp, RegExp, Readonly<Record<string, string | undefined>>])[] = [
    ['no IAM_ROLE', 2, /no role for COPY is configured/, /IAM_ROLE=default/, { IAM_ROLE: undefined }],
    [
      'a role that is not attached',
      4,
      /Redshift may not assume the role arn:aws:iam::123456789012:role\/other/,
      /attach the role/,
      { IAM_ROLE: 'arn:aws:iam::123456789012:role/other' },
    ],
    ['no default role', 4, /no default role/, /IAM_ROLE/, { IAM_ROLE: 'default' }],
    ['IAM_ROLE that is no ARN', 2, /IAM_ROLE: expected default or arn:aws:iam/, /./, { IAM_ROLE: 'redshift' }],
    [
      'a bucket in another region',
      4,
      /the bucket is in another region/,
      /COPY_REGION/,
      { LOG_DATA: 's3://elsewhere/log_data' },
    ],
    ['COPY_REGION of another region', 4, /another region/, /COPY_REGION/, { COPY_REGION: 'eu-west-1' }],
    [
      'a bucket that is not there',
      4,
      /there is no bucket s3:\/\/no-such-bucket/,
      /LOG_DATA|bucket/,
      { LOG_DATA: 's3://no-such-bucket/log_data' },
    ],
    [
      'a WORK_URI that cannot be written',
      4,
      /there is no bucket s3:\/\/no-such-bucket/,
      /check its name/,
      { WORK_URI: 's3://no-such-bucket/work' },
    ],
    ['a WORK_URI that is a folder', 2, /WORK_URI: expected an s3:\/\/ URI/, /./, { WORK_URI: './work' }],
    [
      'keys for COPY that S3 does not know',
      4,
      /S3 does not accept the keys/,
      /IAM_ROLE/,
      { IAM_ROLE: undefined, COPY_WITH_KEYS: 'true', AWS_ACCESS_KEY_ID: 'AKIDANOTHERANOTHER00' },
    ],
    ['both a role and keys', 2, /COPY_WITH_KEYS/, /./, { COPY_WITH_KEYS: 'true' }],
  ];
  it.each(cases)('%s: exit code %i', async (_, code, message, hint, changes) => {
    const place = await places.open();
    const result = await place.run(RUN, changes);
    expect(result, result.stderr).toMatchObject({ code });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(hint);
    expect(result.stderr).not.toMatch(/\n\s+at |This is a bug| retry /);
    const staged = await place.query(
      "select 1 from pg_tables where schemaname = '{s}' and tablename = 'staging_events'",
    );
    if (staged.length > 0) expect(await place.count('staging_events')).toBe(0);
    expect(await places.leftovers()).toEqual([]);
  });

  it('a schema that belongs to somebody else names the right that is missing', async () => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    redshift.faults.fail(
      /^(begin|lock table etl_lock)/i,
      new RedshiftError(`permission denied for schema ${place.schema}`, { code: '42501' }),
      9,
    );
    expectFailure(await place.run(RUN), 5, /permission denied for schema/, /grant the user the right/);
  });
});

describe('local files', () => {
  const local = { LOG_DATA: workspace.path('sample/log_data'), SONG_DATA: workspace.path('sample/song_data') };

  it('go through WORK_URI, and give the same rows', async () => {
    const [place, other] = [await places.open(), await places.open()];
    expect(await place.run(ALL, local)).toMatchObject({ code: 0 });
    expect(await other.run(ALL)).toMatchObject({ code: 0 });
    expect(await place.content()).toEqual(await other.content());
    expect(await places.leftovers()).toEqual([]);
  });

  it('without WORK_URI are refused before anything is staged', async () => {
    const place = await places.open();
    const result = await place.run(RUN, { ...local, WORK_URI: undefined });
    expectFailure(result, 2, /Redshift cannot read \S+: it is not in S3/, /WORK_URI/);
  });
});

it('without WORK_URI the files in S3 give the same rows', async () => {
  const [place, other] = [await places.open(), await places.open()];
  expect(await place.run(ALL, { WORK_URI: undefined })).toMatchObject({ code: 0 });
  expect(await other.run(ALL)).toMatchObject({ code: 0 });
  expect(await place.content()).toEqual(await other.content());
});

describe('what Redshift is told', () => {
  it('in a whole run holds no TRUNCATE, no VACUUM and no key', async () => {
    const place = await places.open();
    const before = redshift.statements.length;
    expect(await place.run(ALL)).toMatchObject({ code: 0 });
    expect(await place.run(['load-dims', '--mode', 'truncate'])).toMatchObject({ code: 0 });
    const sent = redshift.statements.slice(before).map(({ sql }) => sql);
    expect(sent.filter((sql) => /^copy /i.test(sql)).length).toBeGreaterThan(2);
    expect(sent.filter((sql) => /\b(truncate|vacuum)\b/i.test(sql))).toEqual([]);
    expect(sent.filter((sql) => /access_key|credentials|session_token|test-secret-key|AKID/i.test(sql))).toEqual([]);
  });

  it('with COPY_WITH_KEYS holds the keys, which are in no output, however it ends', async () => {
    const place = await places.open();
    const before = redshift.statements.length;
    const keys = { IAM_ROLE: undefined, COPY_WITH_KEYS: 'true', RETRIES: '1', RETRY_DELAY: '10ms' };
    const outputs = [await place.run([...ALL, '--json'], keys), await place.run(ALL, keys)];
    expect(outputs.map(({ code }) => code)).toEqual([0, 0]);
    expect(
      redshift.statements.slice(before).filter(({ sql }) => sql.includes('test-secret-key')).length,
    ).toBeGreaterThan(0);
    for (const error of [
      new RedshiftError('syntax error at or near "secret_access_key"', { code: '42601', position: '80' }),
      new RedshiftError('S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid X,ExtRid Y,CanRetry 1'),
      new RedshiftError('1023', { detail: 'Serializable isolation violation' }),
    ]) {
      redshift.faults.fail(/^copy incoming_events/i, error, 9);
      for (const args of [ALL, [...ALL, '--json']]) {
        const result = await place.run(args, keys);
        expect([4, 5]).toContain(result.code);
        outputs.push(result);
      }
      redshift.faults.clear();
    }
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toMatch(/test-secret-key|AKIDTEST/);
  });
});
