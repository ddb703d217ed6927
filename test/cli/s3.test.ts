import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '../support/cli.ts';
import { contentOf } from '../support/duckdb.ts';
import { type S3Server, startS3 } from '../support/s3.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

describe('S3 as the source', async () => {
  const { run, path } = await createSampleWorkspace();
  const own = { LOG_DATA: 's3://sparkify-data/in/log_data', SONG_DATA: 's3://sparkify-data/in/song_data' };
  let s3: S3Server;
  let expected: Record<string, string[]>;

  beforeAll(async () => {
    s3 = await startS3();
    await s3.createBucket('sparkify-data');
    const root = path('sample');
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      await s3.put('sparkify-data', `in/${relative(root, file)}`, readFileSync(file));
    }
    // What is beside the data, and what only begins like it.
    await s3.put('sparkify-data', 'in/log_data/2018/11/.ipynb_checkpoints/2018-11-01-events.json', 'x');
    await s3.put('sparkify-data', 'in/log_data_old/2018/11/2018-11-01-events.json', 'x');
    await s3.put('sparkify-data', 'in/song_data_old/A/A/A/TRAAA.json', 'x');
    expect(await run(['run-all', '--all', '--warehouse', 'duckdb:folder.duckdb'])).toMatchObject({ code: 0 });
    expected = await contentOf(path('folder.duckdb'));
  });
  afterAll(() => s3.stop());

  const load = (name: string, args: readonly string[], env: Record<string, string> = {}) =>
    run(args, { env: { ...s3.environment, ...own, WAREHOUSE_URL: `duckdb:${name}`, ...env } });

  it('gives the tables that the same files in a folder give', async () => {
    expect(await load('s3.duckdb', ['run-all', '--all'])).toMatchObject({ code: 0 });
    expect(await contentOf(path('s3.duckdb'))).toEqual(expected);
  });

  it('gives them from single days too, with flags for endpoint, path style and concurrency', async () => {
    const { AWS_ENDPOINT_URL_S3: endpoint = '', ...others } = s3.environment;
    const flags = ['--s3-endpoint', endpoint, '--s3-path-style', '--s3-concurrency', '2'];
    for (const date of ['2018-11-03', '2018-11-01', '2018-11-02']) {
      const env = { ...others, ...own, WAREHOUSE_URL: 'duckdb:days.duckdb' };
      expect(await run(['run-all', '--date', date, ...flags], { env })).toMatchObject({ code: 0 });
    }
    expect(await contentOf(path('days.duckdb'))).toEqual(expected);
  });

  it('takes LOG_JSONPATH from there as well', async () => {
    const env = { LOG_JSONPATH: 's3://sparkify-data/in/log_json_path.json' };
    expect(await load('paths.duckdb', ['run-all', '--all'], env)).toMatchObject({ code: 0 });
    expect(await contentOf(path('paths.duckdb'))).toEqual(expected);
  });

  it('is read without credentials where requests are unsigned', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    expect(await load('unsigned.duckdb', ['run-all', '--all', '--s3-no-sign-request'], none)).toMatchObject({
      code: 0,
    });
    expect(await contentOf(path('unsigned.duckdb'))).toEqual(expected);
  });

  it('brings no warning of the SDK to stderr', async () => {
    const text = await load('text.duckdb', ['run-all', '--all']);
    for (const line of text.stderr.trimEnd().split('\n'))
      expect(line).toMatch(/^\d\d:\d\d:\d\dZ (start|done|warning check) /);
    const json = await load('json.duckdb', ['run-all', '--all', '--json']);
    expect(json).toMatchObject({ code: 0, stderr: '' });
    expect(eventsOf(json).at(-1)).toMatchObject({ type: 'run-finished' });
  });

  it('names the key of a missing day: exit code 3', async () => {
    const result = await load('missing.duckdb', ['run-all', '--date', '2018-12-24']);
    expect(result).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('looked for s3://sparkify-data/in/log_data/2018/12/2018-12-24-events.json');
  });
});
