import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const workspace = await createSampleWorkspace();
const { run, path, folder } = workspace;
/** Where a problem is found, a run ends with the code that was told. */
const diagnose = async (env: Record<string, string> = {}, args: readonly string[] = []) => {
  const found = diagnosisOf(await run(['doctor', '--json', ...args], { env }));
  if (found.code !== 0) expect(await run(['run-all', '--all', ...args], { env })).toMatchObject({ code: found.code });
  return found;
};

/** Every file of the folder with its size and time: what must be the same after. */
const snapshot = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'tmp')
    .map((name) => [name, statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), 'latin1') : ''])
    .sort();

describe('a world in which a run succeeds', () => {
  it('is told as such before anything was loaded, and nothing is made', async () => {
    const before = snapshot();
    const found = await diagnose();
    expectProblems(found, 0, []);
    expect(found.steps('warning')).toEqual([]);
    expect(found.of('file')[0]?.found).toMatch(/there is no .*sparkify\.duckdb yet/);
    expect(found.of('logs-listed')[0]?.found).toMatch(/^3 log files of 3 days, 2018-11-01 to 2018-11-03/);
    expect(found.of('logs-read')[0]?.found).toMatch(/2018-11-03-events\.json: the first 200 records can be loaded/);
    expect(found.of('songs-listed')[0]?.found).toMatch(/^40 song files/);
    expect(found.of('duckdb-engine')[0]?.found).toMatch(/DuckDB engine v\d+\.\d+/);
    expect(snapshot()).toEqual(before);
  });

  it('and after a run, with the shapes of all tables; a run follows', async () => {
    expect(await run(['run-all', '--date', '2018-11-01'])).toMatchObject({ code: 0 });
    const before = snapshot();
    const found = await diagnose();
    expectProblems(found, 0, []);
    expect(found.of('table-shapes')[0]).toMatchObject({ outcome: 'ok' });
    expect(found.of('table-shapes')[0]?.found).toMatch(/^(\d+) of \1 tables are there/);
    expect(snapshot()).toEqual(before);
    expect(await run(['run-all', '--all'])).toMatchObject({ code: 0 });
  });

  it('is told in lines, each with a mark, and a verdict', async () => {
    const { code, stdout, stderr } = await run(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Versions\n✔ sparkify-etl \d/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('✔ a run could succeed');
    expect(stdout).not.toContain('\u001b');
    const coloured = await run(['doctor'], { env: { FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\u001b[32m✔');
  });
});

describe('settings', () => {
  const file = path('.env');
  const withFile = async (text: string, mode: number, env: Record<string, string> = {}) => {
    writeFileSync(file, text, { mode });
    chmodSync(file, mode);
    try {
      return await diagnose(env, ['--max-errors', '5']);
    } finally {
      rmSync(file);
    }
  };

  it('are told with where they come from', async () => {
    const found = await withFile('RETRIES=7\nRETRY_DELAY=2s\n', 0o644, { RETRY_DELAY: '1s' });
    expectProblems(found, 0, []);
    expect(found.of('settings')[0]?.details).toEqual([
      'RETRIES=7 (.env)',
      'RETRY_DELAY=1s (environment)',
      'MAX_ERRORS=5 (--max-errors)',
    ]);
    expect(found.of('settings-file')[0]).toMatchObject({ outcome: 'ok', found: '.env holds 2 settings, no secret' });
  });

  it('in a file that others can read, with a secret, and misspelt, are warned of', async () => {
    const text = 'WAREHOUSE_PASSWORD=canary-in-file\nLOG_DTAA=x\nPGUSER=etl\nSOMETHING_ELSE=1\nAWS_REGOIN=eu-west-1\n';
    const found = await withFile(text, 0o644);
    expectProblems(found, 0, []);
    expect(found.steps('warning')).toEqual(['settings-file', 'settings-known', 'settings-known', 'settings-used']);
    expect(found.of('settings-file')[0]).toMatchObject({ fix: 'chmod 600 .env' });
    expect(found.of('settings-known').map(({ fix }) => fix)).toEqual(['is LOG_DATA meant?', 'is AWS_REGION meant?']);
    expect(JSON.stringify(found.findings)).not.toContain('canary-in-file');
    expect((await withFile(text, 0o600)).of('settings-file')[0]).toMatchObject({ outcome: 'ok' });
  });

  it('that end at a # without quotes are warned of, never with what they are', async () => {
    const text = 'WAREHOUSE_PASSWORD=canary#in-file\nPGUSER=etl # the user\nRETRIES="3#"\n';
    const found = await withFile(text, 0o600, { RETRIES: '3' });
    expectProblems(found, 0, []);
    expect(found.of('settings-quoted')).toEqual([
      {
        subject: 'configuration',
        check: 'settings-quoted',
        outcome: 'warning',
        found:
          '.env: the value of WAREHOUSE_PASSWORD is not in quotes and ends before its first #, where a comment begins',
        fix: 'put the value in quotes if the # belongs to it',
      },
    ]);
    expect(JSON.stringify(found.findings)).not.toMatch(/canary|in-file/);
  });

  it('that are wrong are all told, and what does not depend on them is looked at', async () => {
    const env = { MAX_ERRORS: 'many', WAREHOUSE_URL: 'mysql://me:canary-in-url@host/db', KEEP_FAILURES: 'long' };
    const found = await diagnose(env);
    expectProblems(found, 2, ['setting', 'setting', 'setting']);
    expect(found.of('setting').map(({ fix }) => fix)).toEqual([
      'mend WAREHOUSE_URL in the environment',
      'mend MAX_ERRORS in the environment',
      'mend KEEP_FAILURES in the environment',
    ]);
    expect(found.of('logs-read')[0]).toMatchObject({ outcome: 'ok' });
    expect(found.of('warehouse')[0]).toMatchObject({ outcome: 'skipped' });
    expect(JSON.stringify(found.findings)).not.toContain('canary-in-url');
  });

  it('that contradict each other, or do nothing, are told', async () => {
    const login = { REDSHIFT_CLUSTER: 'c', REDSHIFT_WORKGROUP: 'w' };
    const redshift = await diagnose({ WAREHOUSE_URL: 'redshift://etl@h/dev', ...login });
    expectProblems(redshift, 2, ['settings-fit']);
    expect(redshift.of('logs-listed')[0]).toMatchObject({ outcome: 'ok' });
    const idle = await diagnose({ IAM_ROLE: 'default', WORK_URI: 's3://bucket/etl-work' });
    expect(idle.of('settings-used')[0]?.found).toBe('IAM_ROLE, WORK_URI: set, but not used by DuckDB');
    expect(idle.code).toBe(0);
  });

  it('unknown flags are refused as everywhere', async () => {
    expect(await run(['doctor', '--date', '2018-11-01'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('sources in a folder', () => {
  const log = 'sample/log_data/2018/11/2018-11-03-events.json';
  const good = readFileSync(path(log));
  const withLog = async (content: string | Uint8Array, env: Record<string, string> = {}) => {
    writeFileSync(path(log), content);
    try {
      return await diagnose(env);
    } finally {
      writeFileSync(path(log), good);
    }
  };

  it('that are not there, or hold nothing of ours', async () => {
    expectProblems(await diagnose({ LOG_DATA: 'nowhere', SONG_DATA: 'nowhere' }), 2, ['logs-listed', 'songs-listed']);
    const other = await diagnose({ LOG_DATA: 'sample/song_data', SONG_DATA: 'sample/log_data/2018/12' });
    expectProblems(other, 3, ['logs-listed', 'songs-listed']);
    expectProblems(await diagnose({ LOG_PATTERN: '%Y/%j.json' }), 3, ['logs-listed']);
  });

  it('with a bad record: file, line, column, value; with --max-errors a warning', async () => {
    const bad = '{"page": "NextSong", "ts": "soon", "sessionId": 1, "itemInSession": 0}\n';
    const found = await withLog(`${good.toString().split('\n')[0]}\n${bad}`);
    expectProblems(found, 3, ['logs-read']);
    expect(found.of('logs-read')[0]?.details?.[0]).toMatch(/2018-11-03-events\.json:2: column ts: .*soon/);
    const allowed = await withLog(bad, { MAX_ERRORS: '1' });
    expectProblems(allowed, 0, []);
    expect(allowed.steps('warning')).toEqual(['logs-read']);
  });

  it('with a day without a file, with a file without a record', async () => {
    const second = path('sample/log_data/2018/11/2018-11-02-events.json');
    const content = readFileSync(second);
    rmSync(second);
    expect((await diagnose()).of('logs-listed')[0]).toMatchObject({
      outcome: 'ok',
      details: ['no file for 2018-11-02'],
    });
    writeFileSync(second, content);
    expect((await withLog('\n\n')).of('logs-read')[0]).toMatchObject({ outcome: 'warning' });
  });

  it('by a JSONPaths file that is broken, or names keys that are not there', async () => {
    writeFileSync(path('broken.json'), '{"jsonpaths": ["$.artist"]}');
    expectProblems(await diagnose({ LOG_JSONPATH: 'broken.json' }), 2, ['logs-read']);
    const paths = JSON.parse(readFileSync(path('sample/log_json_path.json'), 'utf8')) as { jsonpaths: string[] };
    const other = paths.jsonpaths.map((each) => each.replace('artist', 'Artist'));
    writeFileSync(path('other.json'), JSON.stringify({ jsonpaths: other }));
    const found = await diagnose({ LOG_JSONPATH: 'other.json' });
    expect(found.of('logs-read')[0]).toMatchObject({ outcome: 'warning', found: expect.stringContaining('artist') });
    expect(found.code).toBe(0);
  });
});

describe('a DuckDB file', () => {
  it('in a folder that is not there, that is none, or in a place that cannot be written to', async () => {
    expectProblems(await diagnose({ WAREHOUSE_URL: 'duckdb:no/such.duckdb' }), 2, ['file']);
    writeFileSync(
      path('text.duckdb'),
      'this is no database, however long the text in it may be made to be by repeating it',
    );
    expectProblems(await diagnose({ WAREHOUSE_URL: 'duckdb:text.duckdb' }), 2, ['file']);
    if (existsSync('/proc/self')) {
      expectProblems(await diagnose({ WAREHOUSE_URL: 'duckdb:/proc/sparkify.duckdb' }), 5, ['file-writable']);
    }
  });

  it('that another process writes to', async () => {
    copyFileSync(path('sparkify.duckdb'), path('busy.duckdb'));
    const hold = `const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(process.argv[1]).then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
    const { spawn } = await import('node:child_process');
    const holder = spawn(process.execPath, ['-e', hold, path('busy.duckdb')], {
      cwd: join(import.meta.dirname, '../..'),
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    try {
      const found = await diagnose({ WAREHOUSE_URL: 'duckdb:busy.duckdb' });
      expectProblems(found, 6, ['file']);
      expect(found.of('file')[0]?.found).toContain(`process ${holder.pid}`);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('with tables of other shapes; more columns only are a warning', async () => {
    copyFileSync(path('sparkify.duckdb'), path('shapes.duckdb'));
    const env = { WAREHOUSE_URL: 'duckdb:shapes.duckdb' };
    await queryDuckDb(path('shapes.duckdb'), 'alter table songs add column note varchar');
    const more = await diagnose(env);
    expectProblems(more, 0, []);
    expect(more.of('table-shapes')[0]).toMatchObject({ outcome: 'warning', details: ['songs.note VARCHAR'] });
    await queryDuckDb(
      path('shapes.duckdb'),
      'alter table songs drop column year',
      'alter table users alter column user_id type varchar',
      'create table added as select 1 as one',
    );
    const wrong = await diagnose(env);
    expectProblems(wrong, 5, ['table-shapes']);
    expect(wrong.of('table-shapes')[0]?.details).toEqual([
      'songs.year: missing, expected INTEGER',
      'users.user_id: VARCHAR, expected BIGINT',
    ]);
  });
});

it('stops at a signal, with its exit code', async () => {
  // A server that takes the connection and never says a word.
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const env = { WAREHOUSE_URL: `postgres://me@127.0.0.1:${port}/db?sslmode=disable`, WAREHOUSE_PASSWORD: 'x' };
  const running = startCli(['doctor'], { cwd: folder, env });
  await running.seen('Song files');
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130 });
  server.close();
});
