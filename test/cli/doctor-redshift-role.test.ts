import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type AwsAnswer, startAwsApi } from '../support/aws-api.ts';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { DEFAULT_ROLE } from '../support/redshift/options.ts';
import type { Changes, Place } from '../support/server-place.ts';
import { redshiftPlaces } from '../support/server-places.ts';
import { selfSigned } from '../support/x509.ts';

const RUN = ['run-all', '--date', '2018-11-01', '--retries', '0'];
const OTHER_ROLE = 'arn:aws:iam::123456789012:role/not-attached';
const MADE = 'made-Password-1';
const CERTIFICATE = selfSigned('localhost', '127.0.0.1');

const api = await startAwsApi();
afterAll(() => api.stop());
const places = await redshiftPlaces(
  { days: 2, eventsPerDay: 50, songs: 5 },
  {
    secrets: [MADE],
    tls: CERTIFICATE,
    users: [
      { name: 'awsuser', password: 'Red-Shift-1', logins: { 'IAM:awsuser': MADE } },
      { name: 'IAMR:loader', password: MADE },
    ],
    s3: { bucketRegions: { 'far-away': 'eu-central-1' } },
  },
);
const { redshift } = places;
afterEach(() => redshift.faults.clear());

/** A run ends as the doctor said, whether it said that it would succeed or not. */
const diagnose = async (place: Place, changes: Changes = {}) => {
  const result = await place.run(['doctor', '--json'], changes);
  const found = diagnosisOf(result);
  const run = await place.run(RUN, changes);
  expect(run, `doctor: ${result.stdout}\nrun: ${run.stdout}${run.stderr}`).toMatchObject({ code: found.code });
  expect(await places.leftovers()).toEqual([]);
  return found;
};

/** A place whose program logs in by AWS; of AWS the test tells. */
async function openByAws(kind: 'cluster' | 'workgroup') {
  const place = await places.open();
  const file = join(place.folder, 'authority.pem');
  writeFileSync(file, CERTIFICATE.cert);
  const user = kind === 'cluster' ? 'awsuser@' : '';
  const changes: Changes = {
    WAREHOUSE_URL: `redshift://${user}localhost:${places.port}/dev?schema=${place.schema}&sslrootcert=${file}`,
    WAREHOUSE_PASSWORD: undefined,
    AWS_ENDPOINT_URL: api.environment.AWS_ENDPOINT_URL,
    ...(kind === 'cluster' ? { REDSHIFT_CLUSTER: 'plays' } : { REDSHIFT_WORKGROUP: 'plays' }),
  };
  return { place, changes };
}

const expires = () => new Date(Date.now() + 900_000);

function tellCluster(answer: AwsAnswer | object): void {
  api.answer(({ action }): AwsAnswer => {
    if (action === 'GetClusterCredentials') {
      return { result: { DbUser: 'IAM:awsuser', DbPassword: MADE, Expiration: expires() } };
    }
    if ('error' in answer) return answer as AwsAnswer;
    return { result: { Clusters: [{ ClusterStatus: 'available', ...answer }] } };
  });
}

function tellNamespace(answer: object): void {
  api.answer(({ action }): AwsAnswer => {
    if (action === 'GetCredentials')
      return { result: { dbUser: 'IAMR:loader', dbPassword: MADE, expiration: expires() } };
    if (action === 'GetWorkgroup') return { result: { workgroup: { namespaceName: 'music', status: 'AVAILABLE' } } };
    return { result: { namespace: { namespaceName: 'music', status: 'AVAILABLE', ...answer } } };
  });
}

describe('the role of COPY, where AWS is asked', () => {
  it('of a cluster: attached, not attached, being attached, not told', async () => {
    const { place, changes } = await openByAws('cluster');
    const roles = { IamRoles: [{ IamRoleArn: DEFAULT_ROLE, ApplyStatus: 'in-sync' }] };
    tellCluster(roles);
    const attached = await diagnose(place, changes);
    expectProblems(attached, 0, []);
    expect(attached.of('copy-role-attached')[0]).toMatchObject({
      ...{ outcome: 'ok', found: `the role ${DEFAULT_ROLE} is attached to the cluster plays` },
    });
    const missing = await diagnose(place, { ...changes, IAM_ROLE: OTHER_ROLE });
    expectProblems(missing, 4, ['copy-role-attached']);
    expect(missing.of('copy-role-attached')[0]).toMatchObject({
      details: [`attached: ${DEFAULT_ROLE}`],
      fix: expect.stringContaining(`--cluster-identifier plays --add-iam-roles ${OTHER_ROLE}`),
    });
    expect(missing.of('copy-tried')[0]).toMatchObject({ outcome: 'skipped' });
    tellCluster({ IamRoles: [...roles.IamRoles, { IamRoleArn: OTHER_ROLE, ApplyStatus: 'adding' }] });
    const adding = await diagnose(place, { ...changes, IAM_ROLE: OTHER_ROLE });
    // Redshift does not have it yet: that is what the COPY shows.
    expectProblems(adding, 4, ['copy-tried']);
    expect(adding.of('copy-role-attached')[0]).toMatchObject({ outcome: 'warning' });
    tellCluster({ error: 'AccessDenied', status: 403 });
    const denied = await diagnose(place, changes);
    expectProblems(denied, 0, []);
    expect(denied.of('copy-role-attached')[0]).toMatchObject({
      ...{ outcome: 'skipped', fix: expect.stringContaining('allow redshift:DescribeClusters on *') },
    });
  });

  it('of a workgroup: attached, as the default, no default', async () => {
    const { place, changes } = await openByAws('workgroup');
    const roles = { iamRoles: [`IamRole(applyStatus=in-sync, iamRoleArn=${DEFAULT_ROLE})`] };
    tellNamespace({ ...roles, defaultIamRoleArn: DEFAULT_ROLE });
    expectProblems(await diagnose(place, changes), 0, []);
    const byDefault = await diagnose(place, { ...changes, IAM_ROLE: 'default' });
    expectProblems(byDefault, 0, []);
    expect(byDefault.of('copy-role-attached')[0]?.found).toContain('as its default, to the namespace music');
    tellNamespace({});
    const missing = await diagnose(place, { ...changes, IAM_ROLE: OTHER_ROLE });
    expectProblems(missing, 4, ['copy-role-attached']);
    expect(missing.of('copy-role-attached')[0]?.fix).toContain(`--namespace-name music --iam-roles ${OTHER_ROLE}`);
  });

  it('a cluster that is paused is told as such, beside the login that fails', async () => {
    const { place, changes } = await openByAws('cluster');
    tellCluster({ ClusterStatus: 'paused', IamRoles: [{ IamRoleArn: DEFAULT_ROLE }] });
    const closed = { ...changes, WAREHOUSE_URL: changes.WAREHOUSE_URL?.replace(`:${places.port}`, ':1') };
    const found = await diagnose(place, closed);
    expectProblems(found, 5, ['server-reached', 'service-status']);
    expect(found.of('service-status')[0]?.fix).toBe(
      'resume it: aws redshift resume-cluster --cluster-identifier plays',
    );
  });
});

describe('a COPY that is tried', () => {
  it('reads a log by a manifest, and by its key where there is no WORK_URI, and a song then too', async () => {
    const place = await places.open();
    const found = await diagnose(place);
    expectProblems(found, 0, []);
    expect(found.of('copy-tried')[0]?.found).toMatch(/^Redshift reads s3:\/\/sparkify\/sample\/log_data\/\S+ \(tried/);
    const direct = await diagnose(place, { WORK_URI: undefined });
    expect(direct.of('copy-tried')[0]?.found).toMatch(/log_data\/\S+ and s3:\/\/sparkify\/sample\/song_data\/\S+ \(/);
    const local = await diagnose(place, {
      LOG_DATA: places.workspace.path('sample/log_data'),
      SONG_DATA: places.workspace.path('sample/song_data'),
    });
    expect(local.of('copy-tried')[0]?.found).toMatch(/^Redshift reads s3:\/\/sparkify\/work\/\S+\/doctor\.json/);
  });

  it('tells that the role is not attached where AWS is not asked, and leaves nothing', async () => {
    const place = await places.open();
    const found = await diagnose(place, { IAM_ROLE: OTHER_ROLE });
    expectProblems(found, 4, ['copy-tried']);
    expect(found.of('copy-role-attached')[0]).toMatchObject({ outcome: 'skipped' });
    expect(found.of('copy-tried')[0]).toMatchObject({
      found: expect.stringContaining(`Redshift may not assume the role ${OTHER_ROLE}`),
      fix: expect.stringContaining('attach the role'),
    });
  });

  it('tells of a bucket that is in another region than COPY is told', async () => {
    const place = await places.open();
    const wrong = await diagnose(place, { COPY_REGION: 'eu-west-1' });
    expectProblems(wrong, 4, ['copy-tried']);
    expect(wrong.of('copy-tried')[0]?.fix).toContain('COPY_REGION');
    await places.s3.createBucket('far-away');
    expectProblems(await diagnose(place, { WORK_URI: 's3://far-away/work' }), 4, ['copy-tried']);
  });

  it('with keys that S3 does not know', async () => {
    const place = await places.open();
    const keys = { IAM_ROLE: undefined, COPY_WITH_KEYS: 'true', AWS_ACCESS_KEY_ID: 'AKIDCANARYCANARYCANA' };
    expectProblems(await diagnose(place, keys), 4, ['copy-tried']);
  });

  it('reads records that it refuses: what is in files is told of by reading them', async () => {
    const place = await places.open();
    await places.s3.put('sparkify', 'odd/log_data/2018/11/2018-11-01-events.json', '{"page": "Home", "ts": "soon"}\n');
    const found = await diagnose(place, { LOG_DATA: 's3://sparkify/odd/log_data' });
    expectProblems(found, 3, ['logs-read']);
    expect(found.of('copy-tried')[0]).toMatchObject({ outcome: 'ok' });
  });
});
