import { afterAll, describe, expect, it } from 'vitest';
import { startAwsApi } from '../support/aws-api.ts';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import type { Changes, Place } from '../support/server-place.ts';
import { redshiftPlaces } from '../support/server-places.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const SAMPLE = { days: 1, eventsPerDay: 50, songs: 5 };
const places = await redshiftPlaces(SAMPLE);
const { redshift } = places;

/** Where a problem is found, a run ends with the code that was told. */
const diagnose = async (place: Place, changes: Changes = {}) => {
  const found = diagnosisOf(await place.run(['doctor', '--json'], changes));
  if (found.code !== 0)
    expect(await place.run([...RUN, '--retries', '0'], changes)).toMatchObject({ code: found.code });
  return found;
};

describe('a world in which a run succeeds', () => {
  it('is told as such before and after a run, and nothing is left', async () => {
    const place = await places.open();
    const before = await diagnose(place);
    expectProblems(before, 0, []);
    expect(before.of('work')[0]?.found).toBe('s3://sparkify/work can be written to and emptied (tried)');
    expect(await places.leftovers()).toEqual([]);
    expect(await place.query("select 1 from pg_class where relnamespace = '{s}'::regnamespace")).toEqual([]);
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    const after = await diagnose(place);
    expectProblems(after, 0, []);
    expect(after.steps('warning')).toEqual([]);
    expect(after.of('server-version')[0]?.found).toMatch(/^Redshift 1\.0\.\d+, as the user awsuser$/);
    expect(after.of('table-shapes')[0]?.found).toMatch(/^(\d+) of \1 tables are there, each as this version makes it/);
    expect(after.of('copy-access')[0]?.found).toContain('arn:aws:iam::123456789012:role/redshift-reads-s3');
  });
});

describe('what COPY needs', () => {
  it('no role, a role of another part of AWS, keys', async () => {
    const place = await places.open();
    const none = await diagnose(place, { IAM_ROLE: undefined });
    expectProblems(none, 2, ['copy-access']);
    const china = await diagnose(place, { IAM_ROLE: 'arn:aws-cn:iam::123456789012:role/copy' });
    expectProblems(china, 4, ['copy-role-partition']);
    const keys = await diagnose(place, { IAM_ROLE: undefined, COPY_WITH_KEYS: 'true' });
    expectProblems(keys, 0, []);
    expect(keys.of('settings')[0]?.details).toContain('COPY_WITH_KEYS=true (environment)');
  });

  it('a default role, where the server tells of one', async () => {
    const place = await places.open();
    const there = await diagnose(place, { IAM_ROLE: 'default' });
    expectProblems(there, 0, []);
    expect(there.of('default-role')[0]?.found).toContain('role/redshift-reads-s3');
    const { RedshiftError } = await import('../support/redshift/index.ts');
    const old = new RedshiftError('function default_iam_role() does not exist', { code: '42883' });
    redshift.faults.fail(/default_iam_role/, old);
    expect((await diagnose(place, { IAM_ROLE: 'default' })).of('default-role')[0]).toMatchObject({
      outcome: 'skipped',
    });
  });

  it('sources in S3, or a place to put them', async () => {
    const place = await places.open();
    const local = { LOG_DATA: places.workspace.path('sample/log_data') };
    expectProblems(await diagnose(place, { ...local, WORK_URI: undefined }), 2, ['copy-sources']);
    expectProblems(await diagnose(place, local), 0, []);
    const without = await diagnose(place, { WORK_URI: undefined });
    expectProblems(without, 0, []);
    expect(without.steps('warning')).toEqual(['work']);
  });

  it('a WORK_URI that can be written to; what cannot be removed is a warning that names it', async () => {
    const place = await places.open();
    const proxy = (method: string) =>
      startFaultProxy(places.s3.endpoint, (request) => {
        const isOurs = request.method === method && /\/(work|sparkify\/?\?delete)/.test(request.url);
        return isOurs ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined;
      });
    const noPut = await proxy('PUT');
    const found = await diagnose(place, { AWS_ENDPOINT_URL_S3: noPut.endpoint });
    expectProblems(found, 4, ['work']);
    expect(found.of('work')[0]).toMatchObject({ fix: expect.stringContaining('allow s3:PutObject') });
    await noPut.stop();
    const noDelete = await proxy('POST');
    const left = await diagnose(place, { AWS_ENDPOINT_URL_S3: noDelete.endpoint });
    await noDelete.stop();
    expectProblems(left, 0, []);
    const [key = ''] = await places.leftovers();
    expect(left.of('work')[0]).toMatchObject({
      outcome: 'warning',
      found: expect.stringContaining(`${key} is left there`),
    });
    await places.s3.delete('sparkify', key);
    expectProblems(await diagnose(place, { WORK_URI: 's3://no-such-bucket/etl-work' }), 4, ['work']);
  });
});

describe('the server', () => {
  it('that lets nobody in', async () => {
    const place = await places.open();
    const wrong = await diagnose(place, { WAREHOUSE_PASSWORD: 'canary-password' });
    expectProblems(wrong, 2, ['login']);
    expect(wrong.of('login')[0]?.fix).toBe('check user and password: WAREHOUSE_URL, WAREHOUSE_PASSWORD, or ~/.pgpass');
    const none = await diagnose(place, { WAREHOUSE_PASSWORD: undefined });
    expectProblems(none, 2, ['login']);
    expect(none.of('work')[0]).toMatchObject({ outcome: 'ok' });
  });

  it('that another run works on', async () => {
    const place = await places.open();
    expect(await place.run(['create-tables'])).toMatchObject({ code: 0 });
    const hold = redshift.faults.hold(/create table if not exists etl_runs|insert into etl_runs/i);
    const other = place.start(RUN);
    await hold.reached;
    const found = diagnosisOf(await place.run(['doctor', '--json']));
    hold.release();
    expectProblems(found, 6, ['lock']);
    expect(found.of('lock')[0]?.found).toMatch(/another run writes to .*user awsuser/);
    expect(await other.ended).toMatchObject({ code: 0 });
  });

  it('with tables of other shapes', async () => {
    const place = await places.open();
    expect(await place.run(['create-tables'])).toMatchObject({ code: 0 });
    await place.query('alter table {s}.songs drop column title');
    const found = await diagnose(place);
    expectProblems(found, 5, ['table-shapes']);
    expect(found.of('table-shapes')[0]?.details).toEqual([
      expect.stringMatching(/^songs\.title: missing, expected char/),
    ]);
  });
});

describe('a login by AWS', async () => {
  const api = await startAwsApi();
  afterAll(() => api.stop());
  const byAws = {
    WAREHOUSE_URL: `redshift://etl@localhost:${redshift.port}/dev?sslmode=verify-full`,
    WAREHOUSE_PASSWORD: undefined,
    AWS_ENDPOINT_URL: api.environment.AWS_ENDPOINT_URL,
    REDSHIFT_CLUSTER: 'sparkify',
  };

  it('that is denied: the action that must be allowed', async () => {
    const place = await places.open();
    api.answer(() => ({ error: 'AccessDenied', status: 403 }));
    const found = await diagnose(place, byAws);
    expectProblems(found, 5, ['login']);
    expect(found.of('login')[0]?.fix).toContain('redshift:GetClusterCredentials');
    expect(found.of('tls')[0]).toMatchObject({ outcome: 'skipped' });
  });

  it('that works, to a server without TLS', async () => {
    const place = await places.open();
    const result = { DbUser: 'IAM:etl', DbPassword: 'canary-made', Expiration: new Date(Date.now() + 900_000) };
    api.answer(() => ({ result }));
    const found = await diagnose(place, byAws);
    expectProblems(found, 2, ['tls']);
    expect(JSON.stringify(found.findings)).not.toContain('canary-made');
  });
});
