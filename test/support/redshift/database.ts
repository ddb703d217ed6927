import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { PostgresAddress } from '../postgres-server.ts';
import type { RedshiftUser } from './options.ts';

/** What a cluster's database starts with. */
export interface ClusterDatabase {
  readonly name: string;
  readonly isolation: 'snapshot' | 'serializable';
  readonly users: readonly (RedshiftUser & { readonly id: number })[];
  readonly defaultRole: string | undefined;
}

const SCRIPTS = ['cluster-tables', 'functions', 'load-tables', 'load-views', 'catalog-views', 'rights'];
/** Duplicate role, or one that another cluster makes at the same moment. */
const EXISTS_ALREADY = new Set(['42710', '23505', 'XX000']);

/** Makes a fresh database of a name of its own, with a connection to it that hears of cancels. */
export async function createClusterDatabase(
  postgres: PostgresAddress,
  cluster: ClusterDatabase,
): Promise<{ database: string; client: pg.Client }> {
  const database = `redshift_${randomBytes(6).toString('hex')}`;
  await withClient(postgres, 'postgres', async (admin) => {
    await admin.query(`create database ${database} template template0 encoding 'UTF8' locale 'C'`);
    for (const { name, isSuperuser = true } of cluster.users) await createRole(admin, name, isSuperuser);
  });
  const client = new pg.Client({ ...postgres, database, application_name: 'stand-in' });
  await client.connect();
  await install(client, cluster);
  await client.query('listen redshift_cancel; listen redshift_terminate');
  return { database, client };
}

export async function dropClusterDatabase(postgres: PostgresAddress, database: string): Promise<void> {
  await withClient(postgres, 'postgres', async (admin) => {
    await admin.query(`drop database ${database} with (force)`);
  });
}

async function createRole(admin: pg.Client, name: string, isSuperuser: boolean): Promise<void> {
  try {
    await admin.query(`create role ${admin.escapeIdentifier(name)} ${isSuperuser ? 'superuser' : ''}`);
  } catch (error) {
    if (!EXISTS_ALREADY.has((error as { code?: string }).code ?? '')) throw error;
  }
  // Roles belong to all databases of the PostgreSQL behind, and outlive them.
  const { rows } = await admin.query('select 1 from pg_roles where rolname = $1 and rolsuper = $2', [
    name,
    isSuperuser,
  ]);
  if (rows.length === 0) throw new Error(`another cluster has a user ${name} with other rights: take another name`);
}

async function install(client: pg.Client, { name, isolation, users, defaultRole }: ClusterDatabase): Promise<void> {
  await client.query("create schema redshift; set search_path = redshift, pg_catalog; set timezone = 'UTC'");
  for (const script of SCRIPTS) {
    await client.query(await readFile(new URL(`./sql/${script}.sql`, import.meta.url), 'utf8'));
  }
  const level = isolation === 'serializable' ? 'Serializable' : 'Snapshot Isolation';
  await client.query('insert into redshift.cluster values ($1, $2)', [name, level]);
  if (defaultRole !== undefined) await client.query('insert into redshift.iam_roles values ($1, true)', [defaultRole]);
  for (const { id, name: user, isSuperuser = true } of users) {
    await client.query('insert into redshift.users values ($1, $2, $3)', [id, user, isSuperuser]);
  }
}

async function withClient(
  postgres: PostgresAddress,
  database: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ ...postgres, database });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
