import { expect, inject, vi } from 'vitest';
import '../../support/postgres-setup.ts';
import type { Dataset } from '../../../src/core/dataset.ts';
import type { EtlError } from '../../../src/core/errors.ts';
import type { Figures } from '../../../src/core/event.ts';
import type { WorkArea } from '../../../src/core/object-store.ts';
import { Secret } from '../../../src/core/secret.ts';
import {
  type Access,
  isReject,
  type StageFile,
  type StageResult,
  type Warehouse,
} from '../../../src/core/warehouse.ts';
import { openStore, openWork, readText } from '../../../src/object-stores/index.ts';
import { parseLocation } from '../../../src/object-stores/location.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { parseJsonPaths } from '../../../src/records/jsonpaths.ts';
import { ownKeys } from '../../../src/records/mapping.ts';
import { readRecords } from '../../../src/records/read.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { openStageReader } from '../../../src/stage-reader.ts';
import { openRedshift } from '../../../src/warehouses/redshift/index.ts';
import type { CopyAccess, RedshiftTarget } from '../../../src/warehouses/target.ts';
import {
  DEFAULT_ROLE,
  type RedshiftOptions,
  type RedshiftServer,
  startRedshift,
} from '../../support/redshift/index.ts';
import { type S3Server, startS3 } from '../../support/s3.ts';
import { NEVER, stagingRun, TABLES } from '../../support/warehouse.ts';

export const BUCKET = 'music-bucket';
export const WORK_BUCKET = 'work-bucket';
export const DAY = '2018-11-15';
export const NEXT = '2018-11-16';

/** A stand-in for Redshift that reads an S3 server of its own. */
export interface TestCluster {
  readonly redshift: RedshiftServer;
  readonly s3: S3Server;
  open(options?: OpenOptions): Promise<Warehouse>;
  /** Puts the objects of a bucket, in the place of all that are there. */
  deliver(objects: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /** Stages what lies below a key of the bucket; the day of an event log is in its name. */
  stage(warehouse: Warehouse, prefix: string, options?: StageOptions): Promise<StageResult>;
  /** Keys in the work area. */
  leftovers(): Promise<string[]>;
  /** Statements that begin like this, since the last reset. */
  sent(pattern: RegExp): string[];
  resetLog(): void;
  stop(): Promise<void>;
}

export interface OpenOptions {
  readonly access?: Access;
  /** Default: true. */
  readonly withWork?: boolean;
  readonly copyAccess?: CopyAccess | undefined;
  readonly copyRegion?: string;
  /** Stands in for the work area. */
  readonly work?: WorkArea;
  readonly schema?: string;
}

interface StageOptions {
  readonly dataset?: Dataset;
  readonly maxErrors?: number;
  readonly signal?: AbortSignal;
  readonly jsonPaths?: string;
  /** Of the files; default: all. */
  readonly only?: (file: StageFile) => boolean;
  readonly onProgress?: (figures: Figures) => void;
}

export async function startCluster(options: Partial<RedshiftOptions> = {}): Promise<TestCluster> {
  const s3 = await startS3();
  await s3.createBucket(BUCKET);
  await s3.createBucket(WORK_BUCKET);
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = s3.environment;
  const redshift = await startRedshift({
    postgres: inject('postgres'),
    s3: { endpoint: s3.endpoint, accessKeyId, secretAccessKey },
    ...options,
  });
  // The SDK reads the environment of the process itself.
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
  const s3Options = { environment: process.env, endpoint: s3.endpoint };
  const keys = new Set<string>();
  let logStart = 0;
  const list = async (location: string) => {
    const store = await openStore(parseLocation(location), s3Options);
    const found: StageFile[] = [];
    for await (const objects of store.list('', NEVER)) {
      for (const object of objects) {
        const day = /\d{4}-\d{2}-\d{2}/.exec(object.key)?.[0];
        found.push(day === undefined ? { object } : { object, day });
      }
    }
    return { store, found };
  };
  return {
    redshift,
    s3,
    open: (choices = {}) => openTestWarehouse(redshift, s3Options, choices),
    async deliver(objects) {
      for (const key of keys) await s3.delete(BUCKET, key);
      keys.clear();
      for (const key of Object.keys(objects)) keys.add(key);
      await s3.putAll(BUCKET, objects);
    },
    async stage(warehouse, prefix, choices = {}) {
      const { dataset = EVENTS, maxErrors = 0, signal = NEVER, only = () => true, onProgress = () => {} } = choices;
      const { store, found } = await list(`s3://${BUCKET}/${prefix}`);
      const files = found.filter(only);
      const { jsonPaths } = choices;
      const file =
        jsonPaths === undefined
          ? undefined
          : { uri: jsonPaths, text: await readText(parseLocation(jsonPaths), s3Options, NEVER) };
      const mapping = file === undefined ? ownKeys(dataset) : parseJsonPaths(file.text, dataset.columns);
      const reader = openStageReader(store, dataset, mapping, file);
      const days = [...new Set(files.flatMap(({ day }) => day ?? []))];
      try {
        return await warehouse.stage(
          { dataset, files, days, maxErrors, reader, run: stagingRun(), onProgress },
          signal,
        );
      } finally {
        store.close();
      }
    },
    leftovers: async () => {
      const { found, store } = await list(`s3://${WORK_BUCKET}`);
      store.close();
      return found.map(({ object }) => object.key);
    },
    sent: (pattern) =>
      redshift.statements
        .slice(logStart)
        .map(({ sql }) => sql)
        .filter((sql) => pattern.test(sql)),
    resetLog: () => {
      logStart = redshift.statements.length;
    },
    async stop() {
      await redshift.stop();
      await s3.stop();
    },
  };
}

async function openTestWarehouse(
  { host, port, database, user, password }: RedshiftServer,
  s3: { environment: Record<string, string | undefined> },
  { access = 'create', withWork = true, copyRegion, work, schema, ...rest }: OpenOptions,
): Promise<Warehouse> {
  const target: RedshiftTarget = {
    dialect: 'redshift',
    server: {
      ...{ host, port, database, user, password: new Secret(password), sslMode: 'disable' as const },
      ...{ sslRootCert: undefined, schema, statementTimeoutMs: 0 },
    },
    login: { kind: 'password' },
    copyAccess: 'copyAccess' in rest ? rest.copyAccess : { kind: 'role', role: DEFAULT_ROLE },
    copyRegion,
  };
  const open = async () => work ?? (await openWork(parseLocation(`s3://${WORK_BUCKET}/tmp`), s3));
  const catalog = openCatalog('redshift');
  const warehouse = await openRedshift(target, catalog, access, {
    environment: s3.environment,
    signal: NEVER,
    region: async () => 'us-west-2',
    openWork: withWork ? open : undefined,
  });
  if (access !== 'create') return warehouse;
  await warehouse.transaction(async (session) => {
    for (const table of TABLES) await session.run(catalog.statement(`create-tables/${table}`));
  }, NEVER);
  return warehouse;
}

/** Rows, rejects, and each file in the ledger with its day, rows and rejects; as text, sorted. */
export interface Staged {
  readonly rows: readonly string[];
  readonly rejects: readonly string[];
  readonly files: readonly string[];
}

/** What a cluster holds of a dataset. */
export async function stagedIn({ redshift }: TestCluster, dataset: Dataset = EVENTS): Promise<Staged> {
  const names = dataset.columns.map(({ name }) => name);
  const moment =
    dataset.name === 'events'
      ? [`to_char(log_date, 'YYYY-MM-DD')`, `round(extract(epoch from start_time) * 1000)::bigint`]
      : [];
  const rows = await redshift.inspect(
    `select ${[...names, ...moment].map((each, n) => `${each} as c${n}`).join(', ')} from public.${dataset.table}`,
  );
  const rejects = await redshift.inspect(
    `select file_name, line_number, column_name, value, reason from public.staging_rejects where table_name = $1`,
    [dataset.table],
  );
  const files = await redshift.inspect(
    `select file_name, log_date::text, row_count, reject_count from public.etl_files where dataset = $1`,
    [dataset.name],
  );
  const values = (found: readonly object[]) => asText(found.map(Object.values));
  return { rows: values(rows), rejects: values(rejects), files: values(files) };
}

/** What the exact reader makes of files below the bucket: the definition of what is right. */
export async function expectedOf(
  objects: Readonly<Record<string, string | Uint8Array>>,
  dataset: Dataset = EVENTS,
): Promise<Staged> {
  const rows: unknown[][] = [];
  const rejects: unknown[][] = [];
  const files: unknown[][] = [];
  const ts = dataset.columns.findIndex(({ name }) => name === 'ts');
  for (const [key, content] of Object.entries(objects)) {
    const day = /\d{4}-\d{2}-\d{2}/.exec(key)?.[0];
    const [rowsBefore, rejectsBefore] = [rows.length, rejects.length];
    for await (const batch of readRecords(dataset, ownKeys(dataset), `s3://${BUCKET}/${key}`, [Buffer.from(content)])) {
      for (const record of batch) {
        if (isReject(record)) {
          const { file, line, column, value, reason } = record;
          rejects.push([file, line, column, value, reason]);
        } else rows.push(dataset.name === 'events' ? [...record, day, record[ts]] : [...record]);
      }
    }
    const counts = [rows.length - rowsBefore, rejects.length - rejectsBefore];
    files.push([`s3://${BUCKET}/${key}`, day ?? null, ...counts]);
  }
  return { rows: asText(rows), rejects: asText(rejects), files: asText(files) };
}

function asText(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row.map((value) => (value === null ? null : String(value))))).sort();
}

/** Lines of a file: objects as JSON, text as it stands. */
export function lines(...records: readonly (object | string)[]): string {
  return records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');
}

/** The error of work that fails. */
export async function failureOf(work: Promise<unknown>): Promise<EtlError> {
  return work.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  );
}
