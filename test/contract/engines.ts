import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, inject, vi } from 'vitest';
import { createTestDatabase } from '../support/postgres.ts';
import { startRedshift } from '../support/redshift/index.ts';
import { type S3Server, startS3 } from '../support/s3.ts';
import { tempFolder } from '../support/warehouse.ts';
import { openWorld, type World } from '../support/world.ts';

/** A kind of warehouse, for the suites that hold for all of them. To be made at the top level of a test file. */
export interface Engine {
  /** Opens a world on a warehouse of its own, without any table. */
  open(settings?: Readonly<Record<string, string>>): Promise<World>;
}

export function duckDbEngine(): Engine {
  const root = tempFolder();
  return { open: (settings = {}) => openWorld(newFolder(root), { environment: settings }) };
}

/** Each world has a schema of its own in one database. */
export async function postgresEngine(): Promise<Engine> {
  const root = tempFolder();
  const database = await createTestDatabase();
  let worlds = 0;
  return {
    async open(settings) {
      worlds += 1;
      const schema = `world_${worlds}`;
      await database.query(`create schema ${schema}`);
      const environment = { WAREHOUSE_URL: `${database.url}?schema=${schema}`, ...settings };
      return openWorld(newFolder(root), { environment });
    },
  };
}

const BUCKET = 'sparkify';
const KEY_ID = 'AWS_ACCESS_KEY_ID';
const KEY = 'AWS_SECRET_ACCESS_KEY';

/** The stand-in, which reads an S3 server; each world has a schema and a folder of the bucket of its own. */
export async function redshiftEngine(): Promise<Engine> {
  const root = tempFolder();
  const s3 = await startS3();
  await s3.createBucket(BUCKET);
  const { [KEY_ID]: accessKeyId = '', [KEY]: secretAccessKey = '' } = s3.environment;
  const cluster = { endpoint: s3.endpoint, accessKeyId, secretAccessKey };
  const redshift = await startRedshift({ postgres: inject('postgres'), s3: cluster });
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
  afterAll(async () => {
    await redshift.stop();
    await s3.stop();
    vi.unstubAllEnvs();
  });
  let worlds = 0;
  return {
    async open(settings) {
      worlds += 1;
      const name = `world_${worlds}`;
      await redshift.inspect(`create schema ${name}`);
      const environment = {
        ...s3.environment,
        ...redshift.environment,
        WAREHOUSE_URL: redshift.url({ schema: name }),
        LOG_DATA: `s3://${BUCKET}/${name}/log_data`,
        SONG_DATA: `s3://${BUCKET}/${name}/song_data`,
        WORK_URI: `s3://${BUCKET}/work`,
        ...settings,
      };
      return openWorld(newFolder(root), { environment, ship: mirror(s3, name) });
    },
  };
}

/** Brings the objects below a prefix in line with the files of a folder. */
function mirror(s3: S3Server, prefix: string): (folder: string) => Promise<void> {
  let there = new Map<string, string>();
  return async (folder) => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const found = new Map<string, string>();
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      const key = `${prefix}/${relative(folder, path)}`;
      const content = readFileSync(path);
      found.set(key, content.toString('latin1'));
      if (there.get(key) !== found.get(key)) await s3.put(BUCKET, key, content);
    }
    for (const key of there.keys()) if (!found.has(key)) await s3.delete(BUCKET, key);
    there = found;
  };
}

function newFolder(root: string): string {
  return mkdtempSync(join(root, 'world-'));
}
