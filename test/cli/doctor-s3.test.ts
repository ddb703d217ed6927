import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { type Fault, type SeenRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { startS3 } from '../support/s3.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { run, path } = await createSampleWorkspace({ days: 1, eventsPerDay: 50, songs: 5 });
const s3 = await startS3();
await s3.createBucket('sparkify-data');
for (const file of readdirSync(path('sample'), { recursive: true, withFileTypes: true })) {
  if (!file.isFile()) continue;
  const whole = join(file.parentPath, file.name);
  await s3.put('sparkify-data', relative(path('sample'), whole), readFileSync(whole));
}
let choose: (request: SeenRequest) => Fault | undefined = () => undefined;
const proxy = await startFaultProxy(s3.endpoint, (request) => choose(request));
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
});

const CANARIES = { AWS_SECRET_ACCESS_KEY: 'canary-secret-key', AWS_SESSION_TOKEN: 'canary-session-token' };

/** Where a problem is found, a run ends with the code that was told. */
async function diagnose(changes: Record<string, string> = {}, fault: typeof choose = () => undefined) {
  choose = fault;
  const env = {
    ...s3.environment,
    ...CANARIES,
    AWS_ENDPOINT_URL_S3: proxy.endpoint,
    LOG_DATA: 's3://sparkify-data/log_data',
    SONG_DATA: 's3://sparkify-data/song_data',
    ...changes,
  };
  const result = await run(['doctor', '--json'], { env });
  expect(result.stdout).not.toMatch(/canary/);
  const text = await run(['doctor'], { env });
  expect(text.stdout + text.stderr).not.toMatch(/canary/);
  const found = diagnosisOf(result);
  if (found.code !== 0) expect(await run(['run-all', '--all'], { env })).toMatchObject({ code: found.code });
  return found;
}

const error = (status: number, code: string, headers?: Record<string, string>): Fault => ({
  ...{ kind: 'error', status, code },
  ...(headers === undefined ? {} : { headers }),
});
const isListing = ({ url }: SeenRequest) => url.includes('list-type=2');

describe('S3', () => {
  it('that is as it should be: region, kind of credentials, bucket, clock', async () => {
    const found = await diagnose();
    expectProblems(found, 0, []);
    expect(found.steps('warning')).toEqual([]);
    expect(found.of('s3-region')[0]?.found).toBe(`region us-west-2, at ${proxy.endpoint}`);
    expect(found.of('s3-credentials')[0]?.found).toBe(
      'credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, temporary',
    );
    expect(found.of('s3-bucket')[0]?.found).toBe('s3://sparkify-data answers');
    expect(found.of('s3-clock')[0]).toMatchObject({ outcome: 'ok' });
    expect(found.of('logs-read')[0]?.found).toMatch(/^s3:\/\/sparkify-data\/log_data\/2018.*first 50 records/);
  });

  it('without a region, without credentials, without need of them', async () => {
    const noRegion = await diagnose({ AWS_REGION: '' });
    expectProblems(noRegion, 2, ['s3-region', 'logs-listed', 'songs-listed']);
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
    const nobody = await diagnose(none);
    expectProblems(nobody, 4, ['s3-credentials', 'logs-listed', 'songs-listed']);
    expect(nobody.of('s3-bucket')[0]).toMatchObject({ outcome: 'skipped' });
    expect(nobody.of('logs-listed')[0]?.fix).toContain('S3_NO_SIGN_REQUEST=true');
    const unsigned = await diagnose({ ...none, S3_NO_SIGN_REQUEST: 'true' });
    expectProblems(unsigned, 0, []);
    expect(unsigned.of('s3-credentials')[0]?.found).toContain('not signed');
  });

  it('that nobody reaches, that has no such bucket', async () => {
    const nowhere = await diagnose({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
    expectProblems(nowhere, 4, ['s3-bucket', 'logs-listed', 'songs-listed']);
    const noBucket = await diagnose({ LOG_DATA: 's3://no-such-bucket/log_data' });
    expectProblems(noBucket, 4, ['logs-listed']);
    expect(noBucket.of('songs-read')[0]).toMatchObject({ outcome: 'ok' });
  });

  it('that does not let us list or read: the permission that is missing', async () => {
    const listing = await diagnose({}, (request) => (isListing(request) ? error(403, 'AccessDenied') : undefined));
    expectProblems(listing, 4, ['logs-listed', 'songs-listed']);
    expect(listing.of('logs-listed')[0]).toMatchObject({
      found: expect.stringContaining('no permission for s3:ListBucket'),
      fix: expect.stringContaining('allow s3:ListBucket on the bucket'),
    });
    const reading = await diagnose({}, (request) => (isListing(request) ? undefined : error(403, 'AccessDenied')));
    expectProblems(reading, 4, ['logs-read', 'songs-read']);
    expect(reading.of('logs-read')[0]?.found).toContain('no permission for s3:GetObject');
  });

  it('in another region, whether it refuses or not', async () => {
    const region = { 'x-amz-bucket-region': 'eu-central-1' };
    const refused = await diagnose({}, () => error(301, 'PermanentRedirect', region));
    expectProblems(refused, 4, ['logs-listed', 'songs-listed']);
    expect(refused.of('logs-listed')[0]).toMatchObject({ fix: 'set AWS_REGION=eu-central-1' });
    const warned = await diagnose({}, () => ({ kind: 'headers', headers: region }));
    expectProblems(warned, 0, []);
    expect(warned.of('s3-bucket')[0]).toMatchObject({ outcome: 'warning', fix: 'set AWS_REGION=eu-central-1' });
  });

  it('whose clock is another', async () => {
    const date = new Date(Date.now() - 12 * 60_000).toUTCString();
    const found = await diagnose({}, () => ({ kind: 'headers', headers: { date } }));
    expectProblems(found, 0, []);
    expect(found.of('s3-clock')[0]).toMatchObject({
      outcome: 'warning',
      found: 'the clock of this machine is 12 minutes ahead of that of S3',
    });
  });
});
