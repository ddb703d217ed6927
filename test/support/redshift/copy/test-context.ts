import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TestDatabase } from '../../postgres.ts';
import { runCopy } from './index.ts';
import type { ColumnShape, CopyContext, CopyOutcome } from './types.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/reader';
export const KEYS = { accessKeyId: 'AKIDTESTTESTTESTTEST', secretAccessKey: 'test-secret-key' };

/** A session with nothing but COPY: for tests of the engine without the server around it. */
export interface CopySession {
  /** Runs a COPY in a transaction of its own; PostgreSQL's rollback follows what it throws. */
  copy(sql: string, changes?: Partial<CopyContext>): Promise<CopyOutcome>;
  /** How often a COPY said that loading begins. */
  readonly begun: () => number;
  /** A statement outside the session. */
  query: TestDatabase['query'];
  close(): Promise<void>;
}

const LOAD_TABLES = new URL('../sql/load-tables.sql', import.meta.url);

/** @param endpoint of the S3 server that the cluster reads */
export async function openCopySession(database: TestDatabase, endpoint: string): Promise<CopySession> {
  await database.query(`create schema redshift;\n${readFileSync(LOAD_TABLES, 'utf8')}`);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  let begun = 0;
  let queryId = 100;
  const base = contextOf(client, database, endpoint, () => begun++);
  return {
    copy: (sql, changes = {}) => inTransaction(client, () => runCopy(sql, { ...base, queryId: queryId++, ...changes })),
    begun: () => begun,
    query: database.query,
    close: () => client.end(),
  };
}

function contextOf(client: pg.Client, database: TestDatabase, endpoint: string, began: () => void): CopyContext {
  return {
    query: (sql, values = []) => client.query(sql, [...values]),
    copyIn: (sql, lines) => pipeline(Readable.from(lines), client.query(copyFrom(sql))),
    log: async (sql, values = []) => void (await database.query(sql, values)),
    columns: (table) => shapeOf(client, table),
    pid: 4711,
    queryId: 0,
    transactionId: 17,
    userId: 100,
    user: 'loader',
    database: 'dev',
    s3: { endpoint, ...KEYS },
    roles: { attached: [ROLE], default: undefined },
    serverless: false,
    region: 'us-west-2',
    signal: new AbortController().signal,
    began,
  };
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function shapeOf(client: pg.Client, name: string) {
  const { rows } = await client.query(
    `select a.attname as name, t.typname as type, a.atttypmod as modifier, a.attnotnull, a.attidentity <> '' as identity,
      pg_get_expr(d.adbin, d.adrelid) as default, c.oid, c.relname, c.relnamespace::regnamespace::text as schema
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.oid = to_regclass($1) order by a.attnum`,
    [name],
  );
  if (rows.length === 0) return undefined;
  return { schema: rows[0].schema, table: rows[0].relname, oid: rows[0].oid, columns: rows.map(columnOf) };
}

function columnOf(row: Record<string, unknown>): ColumnShape {
  const type = row.type === 'bpchar' ? 'char' : String(row.type);
  const modifier = Number(row.modifier) - 4;
  const isText = type === 'varchar' || type === 'char';
  return {
    name: String(row.name),
    type,
    length: isText ? modifier : undefined,
    precision: type === 'numeric' ? modifier >> 16 : undefined,
    scale: type === 'numeric' ? modifier & 0x7ff : undefined,
    notNull: row.attnotnull === true,
    default: (row.default as string | null) ?? undefined,
    identity: row.identity === true,
  };
}
