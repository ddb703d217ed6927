import { DATASETS } from '../compose.ts';
import type { Dataset } from '../core/dataset.ts';
import { toEtlError } from '../core/errors.ts';
import type { Session, StageFile, Warehouse } from '../core/warehouse.ts';
import { regionOf } from '../object-stores/index.ts';
import { openCatalog } from '../sql/catalog.ts';
import { isS3 } from '../warehouses/redshift/copy/literal.ts';
import { type CopySettings, type CopySource, copyStatement } from '../warehouses/redshift/copy/statement.ts';
import { WorkFolder } from '../warehouses/redshift/copy/work-folder.ts';
import { isLoadFailure } from '../warehouses/redshift/errors/product.ts';
import type { RedshiftTarget } from '../warehouses/target.ts';
import { attempt, type Finding, ok, skipped } from './finding.ts';
import { undone } from './undone.ts';
import type { World } from './world.ts';

/** What a COPY is tried on. */
export interface TrialFiles {
  readonly logs: readonly StageFile[];
  readonly songs: readonly StageFile[];
}

/** A COPY of one file, as a run would have it. */
interface Trial {
  readonly dataset: Dataset;
  readonly source: CopySource;
  /** The file, for the finding. */
  readonly uri: string;
}

/** A larger file would keep somebody waiting who only looks. */
const MOST_BYTES = 64 * 1024 * 1024;
const RECORD = { page: 'Home', ts: 1541105830796, sessionId: 1, itemInSession: 0 };

/**
 * Has Redshift read what a run would have it read, into temporary tables that are rolled back: whether its role may be
 * assumed, reads the buckets, and finds them in the region, shows in no other way.
 */
export function examineCopy(
  target: RedshiftTarget,
  world: World,
  warehouse: Warehouse,
  files: TrialFiles,
): Promise<Finding> {
  const { config, services, environment, signal } = world;
  return attempt('copy-tried', signal, async () => {
    const area = await services.work();
    const folder = area === undefined ? undefined : new WorkFolder(area);
    try {
      const trials = await trialsOf(world, files, folder);
      if (trials.length === 0) return skipped('copy-tried', 'there is no small file in S3 to try it on');
      const region = target.copyRegion ?? (await regionOf({ ...config.s3, environment }));
      const settings = { access: target.copyAccess, environment, region, maxErrors: 0 };
      for (const trial of trials) await tryCopy(warehouse, trial, settings, signal);
      return ok('copy-tried', `Redshift reads ${trials.map(({ uri }) => uri).join(' and ')} (tried, and rolled back)`);
    } finally {
      await folder?.remove();
    }
  });
}

/** The smallest log, by a manifest if there is a place for one; of songs one only if Redshift itself is to read them. */
async function trialsOf({ config, signal }: World, files: TrialFiles, folder?: WorkFolder): Promise<Trial[]> {
  const { events, songs } = DATASETS;
  const log = smallest(files.logs);
  const jsonPaths = config.logJsonPath?.kind === 's3' ? config.logJsonPath.text : undefined;
  const plain = { isManifest: false, isGzip: false, jsonPaths: undefined };
  if (folder === undefined) {
    const song = smallest(files.songs);
    return [
      ...(log === undefined ? [] : [{ dataset: events, uri: log, source: { ...plain, ...asItIs(log), jsonPaths } }]),
      ...(song === undefined ? [] : [{ dataset: songs, uri: song, source: { ...plain, ...asItIs(song) } }]),
    ];
  }
  if (log === undefined) {
    const uri = await folder.put('doctor.json', Buffer.from(JSON.stringify(RECORD)), signal);
    return [{ dataset: events, uri, source: { ...plain, uri } }];
  }
  const manifest = await folder.putManifest('doctor', [log], signal);
  const source = { ...plain, ...asItIs(log), uri: manifest, isManifest: true, jsonPaths };
  return [{ dataset: events, uri: log, source }];
}

function asItIs(uri: string) {
  return { uri, isGzip: uri.endsWith('.gz') };
}

function smallest(files: readonly StageFile[]): string | undefined {
  const [first] = files
    .map(({ object }) => object)
    .filter(({ uri, size }) => isS3(uri) && size > 0 && size <= MOST_BYTES)
    .toSorted((one, other) => one.size - other.size);
  return first?.uri;
}

async function tryCopy(
  warehouse: Warehouse,
  { dataset, source }: Trial,
  settings: CopySettings,
  signal: AbortSignal,
): Promise<void> {
  const day = dataset.name === 'events' ? { day: '2018-11-15' } : {};
  const create = openCatalog('redshift').statement(`stage/create-incoming-${dataset.name}`, day);
  const work = async (session: Session) => {
    await session.run(create);
    await session.run(copyStatement(dataset, source, settings));
  };
  await undone(warehouse, work, signal).catch((error: unknown) => {
    // It was read: what is in it is told of elsewhere.
    if (!isLoadFailure(toEtlError(error))) throw error;
  });
}
