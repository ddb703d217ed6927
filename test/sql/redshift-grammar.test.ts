import { Dialect, parse } from '@polyglot-sql/sdk';
import { describe, expect, it } from 'vitest';
import type { SqlParameters } from '../../src/core/statement.ts';
import { EVENTS } from '../../src/records/events.ts';
import { SONGS } from '../../src/records/songs.ts';
import { openCatalog, statementNames } from '../../src/sql/catalog.ts';
import { type CopySource, copyStatement } from '../../src/warehouses/redshift/copy/statement.ts';
import { parseCopy } from '../support/redshift/copy/parse.ts';

/** Kinds of statements of the grammar that say that it understood: not `command`, which is text that it passed over. */
// biome-ignore format: a list is easier to read in lines
const UNDERSTOOD = [
  'select', 'union', 'except', 'insert', 'delete', 'update', 'merge', 'create_table', 'drop_table', 'analyze', 'copy',
  'set_statement', 'transaction',
];

/** What this grammar cannot judge, and what it answers. */
const BEYOND_IT: Readonly<Record<string, unknown>> = {
  // It knows no LOCK.
  'lock/take': { kind: 'command' },
  // It takes the table's name for that of the type, here only. TIME is no reserved word of Redshift.
  'analyze/time': { error: expect.stringContaining('column 13: Invalid expression') },
};

const PLAUSIBLE: SqlParameters = {
  day: '2018-11-15',
  dataset: 'events',
  command: 'run-all',
  pattern: '20181201%',
  days: ['2018-11-15', '2018-11-16'],
  first_day: '2018-11-01',
  last_day: '2018-11-30',
  before: '2018-11-15',
  since: '2018-11-15 00:30:26.796',
  limit: 20,
  pid: 4711,
  session: 4711,
  milliseconds: 60_000,
  schema: 'sparkify',
  token: '6f1c2a4e-6d4f-4a63-9a2e-0d5a4a6f6b5e',
  max_text_bytes: 1024,
  max_record_bytes: 4_194_304,
  read_days: [['2018-11-15', 4]],
  files: [
    ['events', 's3://b/k', '"etag"', 812, '2018-11-15', 7, 0, '20181201T030000Z-4f1c09', '2018-12-01 03:00:00.000'],
  ],
  run: '20181201T030000Z-4f1c09',
  staged_at: '2018-12-01 03:00:00.000',
  now: '2018-12-01 03:00:00.000',
  oldest: '2018-09-01 03:00:00.000',
  failures: [['r', 'c', 1, '{}', '2018-12-01 03:00:00.000']],
  results: [['r', 'check', 'c', 'error', 'failed', 'false', 1, 2, 0.5, null, null, 3, null, '2018-12-01 03:00:00.000']],
  runs: [
    ['r', 'check', '1', 'running', null, 'true', 'h', 1, null, null, 0, 0, 0, '2018-12-01 03:00:00.000', null, null],
  ],
  run_days: [['r', '2018-11-15', 'published', null]],
  tasks: [['r', 1, 't', 'failed', 1, 3, null, null, null, null, 'why', null, '2018-12-01 03:00:00.000']],
  vanished: [['s3://b/song_data/A/TR1.json']],
  file_name: 's3://b/song_data/A/TR1.json',
  song_files: [['SO1', 's3://b/song_data/A/TR1.json']],
  least_match_share: 0.1,
  fresh_since: '2018-11-15',
  rejects: [['staging_events', '2018-11-15', 's3://b/k', 1, null, 'x', 'why']],
};

/** Where one name stands for different things. */
const OF_STATEMENT: Readonly<Record<string, SqlParameters>> = {
  'stage/delete-shared-songs': { songs: [['SO1'], ["it's"]] },
  'stage/insert-shared-songs': { songs: [[1, 'AR1', null, null, '', 'A', 'SO1', 'T', 200.5, 0, 's3://b/k']] },
};

const catalog = openCatalog('redshift');

/** The statement with just the parameters that it asks for. */
function bound(name: string, parameters: SqlParameters = {}): string {
  try {
    return catalog.statement(name, { ...OF_STATEMENT[name], ...parameters }).sql;
  } catch (error) {
    const parameter = /no value for :([a-z_]+)$/.exec(String(error))?.[1];
    if (parameter === undefined) throw error;
    const value = PLAUSIBLE[parameter];
    if (value === undefined) throw new Error(`${name}.sql: this test has no value for :${parameter}`, { cause: error });
    return bound(name, { ...parameters, [parameter]: value });
  }
}

type Node = Record<string, unknown>;

/** The kind of the only statement of a text, and what the grammar made of it; or why it is none. */
function read(sql: string): { readonly kind: string; readonly node: Node } | { readonly error: string } {
  const result = parse(sql, Dialect.Redshift);
  if (!result.success) return { error: String(result.error) };
  const statements = result.ast as unknown as Node[];
  const [kind = 'nothing', node] = Object.entries(statements[0] ?? {})[0] ?? [];
  return statements.length === 1 ? { kind, node: node as Node } : { error: `${statements.length} statements` };
}

describe('the statements for Redshift are SQL of Redshift to a grammar that is not ours', () => {
  const names = statementNames('redshift').filter((name) => !name.startsWith('fragments/'));

  it.each(names)('%s', (name) => {
    const sql = bound(name);
    const understood = { kind: expect.toSatisfy((kind: string) => UNDERSTOOD.includes(kind)) };
    expect(read(sql), sql).toMatchObject(BEYOND_IT[name] ?? understood);
  });
});

describe('the COPY that is made', () => {
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'a/b+c=', AWS_SESSION_TOKEN: 't' };
  const ROLE = { kind: 'role', role: 'arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b' } as const;
  const FILE: CopySource = {
    uri: 's3://bucket/log_data/a b.json',
    isManifest: false,
    isGzip: false,
    jsonPaths: undefined,
  };
  const PACKED: CopySource = {
    uri: 's3://bucket/m',
    isManifest: true,
    isGzip: true,
    jsonPaths: 's3://bucket/paths.json',
  };
  // To the grammar the words JSON and OFF are options of their own.
  // biome-ignore format: a list is easier to read in lines
  const OPTIONS = [
    'iam_role', 'access_key_id', 'secret_access_key', 'session_token', 'format', 'json', 'manifest', 'gzip', 'region',
    'maxerror', 'compupdate', 'statupdate', 'off',
  ];

  it.each([
    ['events, by a chain of roles', EVENTS, FILE, ROLE, 0],
    ['songs, by the default role', SONGS, PACKED, { kind: 'role', role: 'default' } as const, 7],
    ['songs, by keys', SONGS, PACKED, { kind: 'keys' } as const, 7],
  ])('%s', (_, dataset, source, access, maxErrors) => {
    const settings = { access, environment: KEYS, region: 'us-west-2', maxErrors };
    const { sql } = copyStatement(dataset, source, settings);
    const copy = read(sql);
    expect(copy, sql).toMatchObject({ kind: 'copy', node: { kind: true, files: [expect.anything()] } });
    const { params } = (copy as unknown as { node: { params: { name: string }[] } }).node;
    expect(params.map(({ name }) => name.toLowerCase()).filter((name) => !OPTIONS.includes(name))).toEqual([]);
    expect(params.length).toBeGreaterThan(3);
    expect(parseCopy(sql).table).toBe(`incoming_${dataset.name}`);
  });
});

it.each([
  'select from where',
  'select (1 from t',
  'create table t (a integer) sortky (a)',
  'create table t (a integer) diststyle nothing',
  'create table t (a integer,, b integer)',
  'insert into t (a values (1)',
  'delete from t where',
  'update t where a = 1',
  "copy t from 's3://b/k' iam_role 'r' (",
  'selct 1',
])('the grammar refuses %j', (sql) => {
  expect(read(sql)).toEqual({ error: expect.any(String) });
});

it.each(['foo bar', 'vacuum t', 'lock table t'])('the grammar passes over %j without understanding it', (sql) => {
  expect(read(sql)).not.toMatchObject({ kind: expect.toSatisfy((kind: string) => UNDERSTOOD.includes(kind)) });
});
