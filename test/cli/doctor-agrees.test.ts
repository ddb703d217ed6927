import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosisOf } from '../support/doctor.ts';
import type { Changes } from '../support/server-place.ts';
import { type Places, postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { addSample, createSampleWorkspace } from '../support/workspace.ts';

const SAMPLE = { days: 2, eventsPerDay: 50, songs: 5 };
const ROLE = 'arn:aws:iam::123456789012:role/copy';

/** How a configuration is broken, and with which code both end. */
type Case = readonly [name: string, code: number, changes: Changes];

/** Whatever the engine. Relative paths are in the current folder, which has what `prepare` makes. */
const EVERYWHERE: readonly Case[] = [
  ['nothing broken', 0, {}],
  ['a setting that cannot be read', 2, { MAX_ERRORS: 'many' }],
  ['no such folder of logs', 2, { LOG_DATA: 'nowhere' }],
  ['no song files', 3, { SONG_DATA: 'empty' }],
  ['a pattern that fits no log', 3, { LOG_DATA: 'sample/log_data', LOG_PATTERN: '%Y/%j.json' }],
  ['a JSONPaths file that is not there', 2, { LOG_JSONPATH: 'nowhere.json' }],
  ['a song that is no JSON', 3, { SONG_DATA: 'bad/song_data' }],
  ['a last day whose records are no JSON', 3, { LOG_DATA: 'bad/log_data' }],
  ['the same, set aside', 0, { LOG_DATA: 'bad/log_data', MAX_ERRORS: '1' }],
  ['a folder of checks that is not there', 2, { CHECKS_DIR: 'nowhere' }],
  ['a check that says nothing', 2, { CHECKS_DIR: 'checks' }],
  ['a log file in no folder', 2, { LOG_FILE: 'no/where.jsonl' }],
  ['a log file that is a folder', 2, { LOG_FILE: 'empty' }],
  ['a webhook that is none', 2, { NOTIFY_URL: 'nobody' }],
  ['a webhook where nobody listens', 0, { NOTIFY_URL: 'http://127.0.0.1:1/', NOTIFY_ON: 'always' }],
  ['an S3 that nobody reaches', 4, { LOG_DATA: 's3://data/logs', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }],
];

/** What servers share with the embedded engine is the same code: these are enough to see it. */
const SOME = EVERYWHERE.filter(([name]) => /nothing broken|last day|says nothing/.test(name));

/** Files for the cases above. */
async function prepare(workspace: { path(...parts: string[]): string }): Promise<void> {
  await addSample(workspace as Parameters<typeof addSample>[0], 'bad', SAMPLE);
  const [song = ''] = readdirSync(workspace.path('bad/song_data'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
  writeFileSync(workspace.path('bad/song_data', song), 'no song');
  writeFileSync(workspace.path('bad/log_data/2018/11/2018-11-02-events.json'), '{"page": "NextSong"');
  for (const folder of ['empty', 'checks']) mkdirSync(workspace.path(folder));
  writeFileSync(workspace.path('checks/nothing.sql'), 'nothing\n');
}

describe('on DuckDB', async () => {
  const workspace = await createSampleWorkspace(SAMPLE);
  await prepare(workspace);
  writeFileSync(workspace.path('text.duckdb'), 'this is no database, however long it is made '.repeat(3));
  const env = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-west-2' };

  it.each<Case>([
    ...EVERYWHERE,
    ['a file in no folder', 2, { WAREHOUSE_URL: 'duckdb:no/such.duckdb' }],
    ['a file that is none of DuckDB', 2, { WAREHOUSE_URL: 'duckdb:text.duckdb' }],
    ['a folder', 2, { WAREHOUSE_URL: 'duckdb:empty' }],
    ['a database in memory', 0, { WAREHOUSE_URL: 'duckdb::memory:' }],
    ['no place for temporary files', 5, { TMPDIR: '/no/such/folder' }],
  ])('%s: doctor and run-all end with %i', async (_, code, changes) => {
    rmSync(workspace.warehouse, { force: true });
    const all = { ...env, ...changes } as Record<string, string>;
    const found = diagnosisOf(await workspace.run(['doctor', '--json'], { env: all }));
    const run = await workspace.run(['run-all'], { env: all });
    expect([found.code, run.code], JSON.stringify(found.findings) + run.stderr).toEqual([code, code]);
  });
});

/** Compares both on a server; each case has a schema of its own. */
function compareOn(places: Places, cases: readonly Case[]): void {
  it.each<Case>(cases)('%s: doctor and run-all end with %i', async (_, code, changes) => {
    const place = await places.open();
    for (const each of ['bad', 'empty', 'checks', 'sample']) {
      cpSync(places.workspace.path(each), join(place.folder, each), { recursive: true });
    }
    const found = diagnosisOf(await place.run(['doctor', '--json'], changes));
    const run = await place.run(['run-all', '--retries', '0'], changes);
    expect([found.code, run.code], JSON.stringify(found.findings) + run.stderr).toEqual([code, code]);
  });
}

describe('on PostgreSQL', async () => {
  const places = await postgresPlaces(SAMPLE);
  await prepare(places.workspace);
  compareOn(places, [
    ...SOME,
    ['a wrong password', 2, { WAREHOUSE_PASSWORD: 'wrong-password' }],
    ['no password', 2, { WAREHOUSE_PASSWORD: undefined }],
    ['nobody who listens', 5, { WAREHOUSE_URL: places.url({ port: 1 }) }],
    ['another database', 2, { WAREHOUSE_URL: places.url({ database: 'no_such' }) }],
    ['no such schema', 2, { WAREHOUSE_URL: places.url({ schema: 'no_such' }) }],
    ['TLS that the server does not have', 2, { WAREHOUSE_URL: places.url({ query: 'sslmode=require' }) }],
    ['a user who is not there', 2, { WAREHOUSE_URL: places.url({ user: 'nobody' }) }],
  ]);
});

describe('on Redshift', async () => {
  const places = await redshiftPlaces(SAMPLE, { s3: { bucketRegions: { abroad: 'eu-central-1' } } });
  await prepare(places.workspace);
  await places.s3.createBucket('abroad');
  compareOn(places, [
    ...SOME,
    ['a wrong password', 2, { WAREHOUSE_PASSWORD: 'wrong-password' }],
    ['nobody who listens', 5, { WAREHOUSE_URL: places.url({ port: 1 }) }],
    ['no such schema', 2, { WAREHOUSE_URL: places.url({ schema: 'no_such' }) }],
    ['no role', 2, { IAM_ROLE: undefined }],
    ['a role that is none', 2, { IAM_ROLE: 'copy' }],
    ['a role that is not attached', 4, { IAM_ROLE: ROLE }],
    ['a role of another part of AWS', 4, { IAM_ROLE: ROLE.replace('aws', 'aws-cn') }],
    ['another region for COPY', 4, { COPY_REGION: 'eu-west-1' }],
    ['no region at all', 2, { AWS_REGION: undefined }],
    ['a bucket that is not there', 4, { WORK_URI: 's3://no-such-bucket/work' }],
    ['a bucket in another region than the sources', 4, { WORK_URI: 's3://abroad/work' }],
    ['local files and no place for them', 2, { LOG_DATA: 'sample/log_data', WORK_URI: undefined }],
    ['no WORK_URI', 0, { WORK_URI: undefined }],
    [
      'wrong keys for COPY',
      4,
      { IAM_ROLE: undefined, COPY_WITH_KEYS: 'true', AWS_ACCESS_KEY_ID: 'AKIDOTHEROTHEROTHER' },
    ],
  ]);
});
