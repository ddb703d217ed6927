import { existsSync } from 'node:fs';
import type { Config } from './config.ts';
import type { Dataset } from './core/dataset.ts';
import type { EtlError, ExitName } from './core/errors.ts';
import type { ObjectStore, WorkArea } from './core/object-store.ts';
import type { Access, JsonPathsFile, StageReader, Warehouse } from './core/warehouse.ts';
import {
  type OpenWorkArea,
  openStore,
  openWork,
  readText,
  regionOf,
  type S3Options,
  type SourceLocation,
} from './object-stores/index.ts';
import { EVENTS } from './records/events.ts';
import { parseJsonPaths } from './records/jsonpaths.ts';
import { type Mapping, ownKeys } from './records/mapping.ts';
import { SONGS } from './records/songs.ts';
import { openCatalog } from './sql/catalog.ts';
import { openStageReader } from './stage-reader.ts';
import { openRehearsal, openWarehouse, type Rehearsal } from './warehouses/index.ts';

/** To connect and to write down how a run ended whose own signal is aborted. After a signal the process has five seconds. */
const RECORDING_LIMITS_MS: Partial<Record<ExitName, number>> = {
  timedOut: 30_000,
  interrupted: 2_000,
  terminated: 2_000,
};

/** The parts that a run works with, each opened when it is first asked for. */
export interface Services {
  warehouse(): Promise<Warehouse>;
  /**
   * The warehouse of a run that failed before it needed it, to write that down; undefined where there is none yet, or where it
   * was the warehouse that could not be opened.
   */
  recordingWarehouse(failure: EtlError | undefined): Promise<Warehouse | undefined>;
  /** A warehouse of the same engine that is sent nothing, to rehearse a run with. */
  rehearsalWarehouse(rehearsal: Rehearsal): Promise<Warehouse>;
  logs(): Promise<ObjectStore>;
  songs(): Promise<ObjectStore>;
  eventReader(signal: AbortSignal): Promise<StageReader>;
  songReader(): Promise<StageReader>;
  /** The place that WORK_URI names; undefined if it names none. */
  work(): Promise<WorkArea | undefined>;
  close(): Promise<void>;
}

/**
 * Creates the adapters that a configuration asks for. The only place that knows them all.
 */
export function compose(
  config: Config,
  environment: S3Options['environment'],
  access: Access,
  signal: AbortSignal,
): Services {
  const { dialect } = config.warehouse;
  const s3: S3Options = { ...config.s3, environment };
  const open = openOnce<ObjectStore>((store) => store.close());
  const { work } = config;
  const surroundings = {
    environment,
    signal,
    contact: { wasReached: false },
    region: () => regionOf(s3),
    openWork: work === undefined ? undefined : (): Promise<WorkArea> => works('work', () => openWork(work, s3)),
  };
  const store = (location: SourceLocation, name: string) => open(name, () => openStore(location, s3));
  const works = openOnce<OpenWorkArea>((work) => work.close());
  const warehouses = openOnce<Warehouse>((warehouse) => warehouse.close());
  const logs = () => store(config.logData, 'logs');
  let mapping: Promise<EventMapping> | undefined;
  const songs = () => store(config.songData, 'songs');
  const openWith = (stop: AbortSignal) =>
    warehouses('warehouse', () =>
      openWarehouse(config.warehouse, openCatalog(dialect), access, { ...surroundings, signal: stop }),
    );
  let opening: 'not asked' | 'under way' | 'done' = 'not asked';
  const warehouse = async () => {
    if (opening === 'not asked') opening = 'under way';
    const opened = await openWith(signal);
    opening = 'done';
    return opened;
  };
  return {
    warehouse,
    recordingWarehouse: async (failure) => {
      if (failure === undefined || /^warehouse/.test(failure.kind) || !isThere(config.warehouse)) return undefined;
      const limitMs = RECORDING_LIMITS_MS[failure.kind];
      // What could not be opened before, because nobody answers or another run has it, would not be opened now.
      if (limitMs !== undefined && opening === 'under way') return undefined;
      // What ended the run must not keep it from being written down.
      return openWith(limitMs === undefined ? signal : AbortSignal.timeout(limitMs));
    },
    rehearsalWarehouse: (rehearsal) => openRehearsal(config.warehouse, openCatalog(dialect), surroundings, rehearsal),
    logs,
    songs,
    eventReader: async (signal) => {
      mapping ??= eventMapping(config, s3, signal);
      const { keys, file } = await mapping;
      return openStageReader(await logs(), EVENTS, keys, file);
    },
    songReader: async () => openStageReader(await songs(), SONGS, ownKeys(SONGS)),
    work: async () => surroundings.openWork?.(),
    close: async () => {
      // A warehouse may have something to clear away where it works.
      await warehouses.closeAll();
      await Promise.all([open.closeAll(), works.closeAll()]);
    },
  };
}

/** False for a DuckDB file that is not there yet: it is not made only to write down a failure, or to look into it. */
export function isThere(target: Config['warehouse']): boolean {
  return target.dialect !== 'duckdb' || target.path === ':memory:' || existsSync(target.path);
}

/** The dataset that a reader reads, for those who load it. */
export const DATASETS: Readonly<Record<'events' | 'songs', Dataset>> = { events: EVENTS, songs: SONGS };

/** Which key fills which column, and the file that says so. */
interface EventMapping {
  readonly keys: Mapping;
  readonly file?: JsonPathsFile;
}

async function eventMapping({ logJsonPath }: Config, s3: S3Options, signal: AbortSignal): Promise<EventMapping> {
  if (logJsonPath === undefined) return { keys: ownKeys(EVENTS) };
  const text = await readText(logJsonPath, s3, signal);
  const keys = parseJsonPaths(text, EVENTS.columns, logJsonPath.text);
  return { keys, file: { uri: logJsonPath.text, text } };
}

/** Opens things by name, each once, and closes those that were opened. */
function openOnce<T>(close: (opened: T) => unknown) {
  const opened = new Map<string, Promise<T>>();
  const open = (name: string, how: () => Promise<T>): Promise<T> => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = how();
    opened.set(name, opening);
    // What could not be opened may be asked for again.
    opening.catch(() => opened.delete(name));
    return opening;
  };
  const closeAll = async () => {
    for (const result of await Promise.allSettled(opened.values())) {
      if (result.status === 'fulfilled') await close(result.value);
    }
  };
  return Object.assign(open, { closeAll });
}
