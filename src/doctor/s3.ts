import type { Config } from '../config.ts';
import { EtlError } from '../core/errors.ts';
import { probeS3, type S3Probe } from '../object-stores/index.ts';
import { examineClock } from './clock.ts';
import { attempt, type Finding, ok, skipped, warning } from './finding.ts';
import { type World, wrongAmong } from './world.ts';

/** Region, credentials, and each bucket: whether anybody answers, where it is, what time it is there. */
export async function examineS3(world: World): Promise<Finding[]> {
  const buckets = bucketsIn(world.config);
  const [first] = buckets;
  if (first === undefined) return [];
  const wrong = wrongAmong(world, 's3Endpoint', 's3PathStyle', 's3Unsigned');
  if (wrong !== undefined) return [skipped('s3', wrong)];
  const findings: Finding[] = [];
  let clock: Finding | undefined;
  for (const bucket of buckets) {
    const probe = await openProbe(bucket, world);
    if ('check' in probe) return [probe, skipped('s3-credentials', 'there is no region')];
    if (bucket === first) findings.push(regionOf(probe, world), await credentialsOf(probe, world));
    const { finding, aheadMs } = await ask(probe, bucket, world);
    findings.push(finding);
    if (aheadMs !== undefined) clock ??= examineClock('s3-clock', aheadMs, 'S3');
    probe.close();
  }
  return [...findings, ...(clock === undefined ? [] : [clock])];
}

/** The buckets that the settings name, each once. */
function bucketsIn({ logData, songData, logJsonPath, work, warehouse }: Config): readonly string[] {
  const places = [logData, songData, logJsonPath, warehouse.dialect === 'redshift' ? work : undefined];
  return [...new Set(places.flatMap((place) => (place?.kind === 's3' ? [place.bucket] : [])))];
}

async function openProbe(bucket: string, { config, environment, signal }: World): Promise<S3Probe | Finding> {
  let probe: S3Probe | undefined;
  const finding = await attempt('s3-region', signal, async () => {
    probe = await probeS3(bucket, { ...config.s3, environment });
    return ok('s3-region', '');
  });
  return probe ?? finding;
}

function regionOf({ region }: S3Probe, { config, environment }: World): Finding {
  const endpoint = config.s3.endpoint ?? environment.AWS_ENDPOINT_URL;
  return ok('s3-region', `region ${region}${endpoint ? `, at ${endpoint}` : ''}`);
}

async function credentialsOf(probe: S3Probe, { config, signal }: World): Promise<Finding> {
  if (config.s3.unsigned) return ok('s3-credentials', 'none: requests to S3 are not signed (S3_NO_SIGN_REQUEST)');
  return attempt('s3-credentials', signal, async () =>
    ok('s3-credentials', `credentials: ${await probe.credentials()}`),
  );
}

/** Whether a bucket answers. That it refuses is not told here: listing tells why. */
async function ask(
  probe: S3Probe,
  bucket: string,
  { signal, config }: World,
): Promise<{ readonly finding: Finding; readonly aheadMs?: number | undefined }> {
  let aheadMs: number | undefined;
  const finding = await attempt('s3-bucket', signal, async () => {
    const answer = await probe.ask(signal).catch((error: unknown) => {
      // Without credentials nothing is sent; that was told already.
      if (error instanceof EtlError && /^no AWS credentials/.test(error.message)) return undefined;
      throw error;
    });
    if (answer === undefined) return skipped('s3-bucket', `there are no credentials to ask s3://${bucket} with`);
    aheadMs = answer.aheadMs;
    const { bucketRegion = probe.region } = answer;
    if (bucketRegion !== probe.region && answer.status < 300) {
      const found = `s3://${bucket} is in the region ${bucketRegion}, requests go to ${probe.region}`;
      return warning('s3-bucket', found, `set AWS_REGION=${bucketRegion}`);
    }
    return copyRegionOf(bucket, bucketRegion, config) ?? ok('s3-bucket', `s3://${bucket} answers`);
  });
  return { finding, aheadMs };
}

/** Redshift must be told the region of what it reads, where that is not the client's. */
function copyRegionOf(bucket: string, region: string, { warehouse }: Config): Finding | undefined {
  if (warehouse.dialect !== 'redshift' || warehouse.copyRegion === undefined || warehouse.copyRegion === region) {
    return undefined;
  }
  const found = `COPY_REGION is ${warehouse.copyRegion}, but s3://${bucket} is in ${region}`;
  return warning('s3-bucket', found, `set COPY_REGION=${region} if Redshift reads this bucket`);
}
