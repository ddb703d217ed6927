import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, inject } from 'vitest';
import type { SampleOptions } from '../../src/sample/options.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { type RedshiftOptions, type RedshiftServer, startRedshift } from './redshift/index.ts';
import { type S3Server, startS3 } from './s3.ts';
import { type Place, placeOpener } from './server-place.ts';
import { createSampleWorkspace, type Workspace } from './workspace.ts';

/** Opens places on a server, each with a schema of its own, and a sample that their settings name. */
export interface Places {
  readonly product: 'PostgreSQL' | 'Redshift';
  readonly workspace: Workspace;
  /** @param changes of the environment: where the server is reached, for instance */
  open(changes?: Readonly<Record<string, string>>): Promise<Place>;
  /** Settings that name a folder of the workspace as the source, as this server can read it. */
  source(name: string): Promise<Readonly<Record<string, string>>>;
  /** The URL of a place, with another host, port, database, user, schema or sslmode. Without a password. */
  url(parts: UrlParts): string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

interface UrlParts {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly schema?: string;
  readonly query?: string;
}

export interface PostgresPlaces extends Places {
  readonly database: TestDatabase;
}

/** On the server that all test files share. To be called at the top level of a file. */
export async function postgresPlaces(sample: Partial<SampleOptions> = {}): Promise<PostgresPlaces> {
  const workspace = await createSampleWorkspace(sample);
  const database = await createTestDatabase();
  const { host, port, password } = database;
  const url = urlOf('postgres', { host, port, database: database.database, user: database.user });
  const openPlace = placeOpener();
  let opened = 0;
  return {
    ...{ product: 'PostgreSQL', workspace, database, url, host, port, password },
    source: async (name) => sourceIn(workspace.path(name)),
    async open(changes = {}) {
      opened += 1;
      const schema = `place_${opened}`;
      await database.query(`create schema ${schema}`);
      const environment = {
        WAREHOUSE_URL: url({ schema }),
        WAREHOUSE_PASSWORD: password,
        ...sourceIn(workspace.path('sample')),
        RETRY_DELAY: '100ms',
        ...changes,
      };
      return openPlace({ schema, environment, secrets: [password], query: (sql) => database.query(sql) });
    },
  };
}

const BUCKET = 'sparkify';

export interface RedshiftPlaces extends Places {
  readonly redshift: RedshiftServer;
  readonly s3: S3Server;
  /** Keys below WORK_URI. */
  leftovers(): Promise<string[]>;
}

export type StandInOptions = Omit<RedshiftOptions, 'postgres' | 's3'> & {
  readonly s3?: Partial<NonNullable<RedshiftOptions['s3']>>;
  readonly secrets?: readonly string[];
};

/** On a stand-in of the file's own, which reads an S3 server with the sample. To be called at the top level of a file. */
export async function redshiftPlaces(
  sampleOptions: Partial<SampleOptions> = {},
  { secrets = [], s3: changedS3 = {}, ...options }: StandInOptions = {},
): Promise<RedshiftPlaces> {
  const workspace = await createSampleWorkspace(sampleOptions);
  const s3 = await startS3();
  await s3.createBucket(BUCKET);
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = s3.environment;
  const redshift = await startRedshift({
    postgres: inject('postgres'),
    s3: { endpoint: s3.endpoint, accessKeyId, secretAccessKey, ...changedS3 },
    ...options,
  });
  afterAll(async () => {
    await redshift.stop();
    await s3.stop();
  });
  const source = async (name: string) => {
    await uploadFolder(s3, workspace.path(name), name);
    return sourceIn(`s3://${BUCKET}/${name}`);
  };
  const sample = await source('sample');
  const { host, port, database, user, password } = redshift;
  const url = urlOf('redshift', { host, port, database, user, query: 'sslmode=disable' });
  const openPlace = placeOpener();
  let opened = 0;
  return {
    ...{ product: 'Redshift', workspace, redshift, s3, source, url, host, port, password },
    leftovers: () => keysBelow(s3, 'work/'),
    async open(changes = {}) {
      opened += 1;
      const schema = `place_${opened}`;
      await redshift.inspect(`create schema ${schema}`);
      const environment = {
        ...s3.environment,
        ...redshift.environment,
        WAREHOUSE_URL: url({ schema }),
        WAREHOUSE_PASSWORD: password,
        ...sample,
        WORK_URI: `s3://${BUCKET}/work`,
        RETRY_DELAY: '100ms',
        ...changes,
      };
      return openPlace({
        ...{ schema, environment, secrets: [password, secretAccessKey, ...secrets] },
        query: (sql) => redshift.inspect(sql),
      });
    },
  };
}

function urlOf(scheme: string, defaults: UrlParts): (parts: UrlParts) => string {
  return (parts) => {
    const { host, port, database, user, schema, query } = { ...defaults, ...parts };
    const parameters = [query, schema === undefined ? undefined : `schema=${schema}`].filter(Boolean).join('&');
    return `${scheme}://${user}@${host}:${port}/${database}${parameters === '' ? '' : `?${parameters}`}`;
  };
}

function sourceIn(place: string) {
  return { LOG_DATA: `${place}/log_data`, SONG_DATA: `${place}/song_data` };
}

async function uploadFolder(s3: S3Server, folder: string, name: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    await s3.put(BUCKET, `${name}/${relative(folder, path)}`, readFileSync(path));
  }
}

/** The test server lists for anybody. */
async function keysBelow({ endpoint }: S3Server, prefix: string): Promise<string[]> {
  const answer = await fetch(`${endpoint}/${BUCKET}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
  const text = await answer.text();
  if (!answer.ok || !text.includes('<ListBucketResult')) throw new Error(`cannot list: ${answer.status} ${text}`);
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
}
