import { randomUUID } from 'node:crypto';
import { EtlError } from '../core/errors.ts';
import type { Warehouse } from '../core/warehouse.ts';
import { openCatalog } from '../sql/catalog.ts';
import { authorizationClause } from '../warehouses/redshift/copy/authorization.ts';
import type { RedshiftTarget } from '../warehouses/target.ts';
import { examineCopy, type TrialFiles } from './copy-trial.ts';
import { attempt, type Finding, ok, problem, skipped, warning } from './finding.ts';
import { examinePartition } from './partition.ts';
import { examineAttachment, type Service } from './service.ts';
import { type World, wrongAmong } from './world.ts';

/** What is known of Redshift and its sources when its loading is looked at. */
export interface Known {
  /** Undefined: nobody could log in, or there is no schema. */
  readonly warehouse: Warehouse | undefined;
  readonly service: Service;
  readonly files: TrialFiles;
}

/** What only Redshift needs for a load: a role for COPY, and a place that it reads. */
export async function examineLoading(target: RedshiftTarget, world: World, known: Known): Promise<Finding[]> {
  const findings = [...(await examineRole(target, world, known)), ...examineReach(world), await examineWork(world)];
  return [...findings, await examineTrial(target, world, known, findings)];
}

async function examineTrial(
  target: RedshiftTarget,
  world: World,
  { warehouse, files }: Known,
  before: readonly Finding[],
): Promise<Finding> {
  if (warehouse === undefined) return skipped('copy-tried', 'the warehouse could not be used');
  if (before.some((finding) => isInTheWay(finding, world))) {
    return skipped('copy-tried', 'because of what was found before');
  }
  return examineCopy(target, world, warehouse, files);
}

/** Where nobody tells which roles there are, a COPY tells; where nothing can be put, or removed again, there is none. */
function isInTheWay({ check, outcome }: Finding, { config }: World): boolean {
  if (check === 'work' && config.work !== undefined) return outcome !== 'ok';
  return outcome === 'problem' || (outcome === 'skipped' && /^(work|copy-access)$/.test(check));
}

async function examineRole(
  { copyAccess, copyRegion, server }: RedshiftTarget,
  world: World,
  { warehouse, service }: Known,
): Promise<Finding[]> {
  const { environment, signal } = world;
  const wrong = wrongAmong(world, 'iamRole', 'copyWithKeys', 'copyRegion');
  if (wrong !== undefined) return [skipped('copy-access', wrong)];
  const configured = await attempt('copy-access', signal, () => {
    // Its result may hold keys.
    authorizationClause(copyAccess, environment);
    const how = copyAccess?.kind === 'role' ? `the role ${copyAccess.role} (IAM_ROLE)` : 'the keys of this environment';
    return ok('copy-access', `Redshift reads S3 with ${how}`);
  });
  if (configured.outcome === 'problem' || copyAccess?.kind !== 'role') return [configured];
  const region = copyRegion ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const partition = examinePartition(copyAccess.role, region, server.host);
  const isDefault = copyAccess.role === 'default';
  const attached = examineAttachment(service, copyAccess.role);
  return [configured, ...partition, attached, ...(isDefault ? [await examineDefaultRole(warehouse, signal)] : [])];
}

async function examineDefaultRole(warehouse: Warehouse | undefined, signal: AbortSignal): Promise<Finding> {
  if (warehouse === undefined) return skipped('default-role', 'there is no connection');
  const statement = openCatalog('redshift').statement('doctor/default-role');
  const rows = await warehouse
    .transaction((session) => session.query(statement), signal)
    .catch(() => {
      if (signal.aborted) throw signal.reason;
      return undefined;
    });
  if (rows === undefined) return skipped('default-role', 'the server does not tell which role is its default');
  const role = String(rows[0]?.role ?? 'none').trim();
  if (role !== 'none') return ok('default-role', `the default role is ${role}`);
  const error = new EtlError('source', 'the cluster or namespace has no default role, which IAM_ROLE=default means', {
    hint: 'make one of its roles the default in the console, or set IAM_ROLE to the ARN of a role',
  });
  return problem('default-role', error);
}

/** Redshift reads S3 only; what is elsewhere must go through WORK_URI. */
function examineReach({ config }: World): Finding[] {
  if (config.work !== undefined) return [];
  const local = Object.entries({
    LOG_DATA: config.logData,
    SONG_DATA: config.songData,
    LOG_JSONPATH: config.logJsonPath,
  }).flatMap(([variable, place]) => (place?.kind === 'folder' ? [`${variable}=${place.text}`] : []));
  if (local.length === 0) return [];
  const error = new EtlError('usage', `Redshift cannot read ${local.join(', ')}: not in S3`, {
    hint: 'set WORK_URI (--work-uri) to a place in S3 that may be written to, or deliver the files to S3',
  });
  return [problem('copy-sources', error)];
}

/** Puts a small object there and removes it. */
async function examineWork(world: World): Promise<Finding> {
  const { config, services, signal } = world;
  const wrong = wrongAmong(world, 'workUri', 's3Endpoint');
  if (wrong !== undefined) return skipped('work', wrong);
  if (config.work === undefined) {
    return warning(
      'work',
      'no WORK_URI: songs are read by one COPY each prefix, which is slow for many small files',
      'set WORK_URI (--work-uri) to a place in S3 that may be written to',
    );
  }
  let uri: string | undefined;
  const finding = await attempt('work', signal, async () => {
    const area = await services.work();
    if (area === undefined) throw new Error('WORK_URI is set, but there is no work area');
    uri = await area.put(`doctor-${randomUUID()}.txt`, Buffer.from('sparkify-etl doctor\n'), signal);
    await area.remove([uri]);
    return ok('work', `${area.location} can be written to and emptied (tried)`);
  });
  if (finding.outcome !== 'problem' || uri === undefined) return finding;
  // A run goes on if it cannot remove what it put there.
  const { found, fix = '' } = finding;
  return warning('work', `${found}; ${uri} is left there`, fix, finding.details);
}
