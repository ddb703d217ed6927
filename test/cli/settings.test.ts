import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/settings/index.ts';
import { BINARY, cleanEnvironment, eventsOfType } from '../support/cli.ts';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { startWebhook } from '../support/webhook.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

describe('where a setting comes from', async () => {
  const { run, path } = await createSampleWorkspace();
  const warehouseOf = async (flags: readonly string[], env: Record<string, string>) => {
    const result = await run(['create-tables', '--json', ...flags], { env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return eventsOfType(result, 'run-started')[0]?.warehouse;
  };

  it('flags over environment over .env over defaults', async () => {
    const flag = ['--warehouse', 'duckdb:flag.duckdb'];
    const environment = { WAREHOUSE_URL: 'duckdb:environment.duckdb' };
    expect(await warehouseOf([], {})).toBe('duckdb:./sparkify.duckdb');
    writeFileSync(path('.env'), 'WAREHOUSE_URL=duckdb:file.duckdb\n');
    expect(await warehouseOf([], {})).toBe('duckdb:file.duckdb');
    expect(await warehouseOf([], environment)).toBe('duckdb:environment.duckdb');
    expect(await warehouseOf(flag, environment)).toBe('duckdb:flag.duckdb');
    // A line that is there, but left empty, is not a setting.
    expect(await warehouseOf([], { WAREHOUSE_URL: '' })).not.toBe('duckdb:');
    writeFileSync(path('.env'), 'WAREHOUSE_URL=\n');
    expect(await warehouseOf([], {})).toBe('duckdb:./sparkify.duckdb');
  });

  it('a problem names where the value came from', async () => {
    writeFileSync(path('.env'), 'MAX_ERRORS=lots\n');
    const fromFile = await run(['run-all', '--all']);
    expect(fromFile).toMatchObject({ code: 2 });
    expect(fromFile.stderr).toMatch(/MAX_ERRORS: expected a whole number .* found "lots"/);
    const fromFlag = await run(['run-all', '--all', '--max-errors', 'few']);
    expect(fromFlag.stderr).toMatch(/--max-errors: expected a whole number .* found "few"/);
    writeFileSync(path('.env'), '');
  });

  it('what a subcommand does not use is not asked of it', async () => {
    const env = { WAREHOUSE_URL: 'duckdb:used.duckdb', LOG_DATA: 's3://some-bucket/logs' };
    expect(await run(['create-tables'], { env })).toMatchObject({ code: 0 });
  });

  it('LOG_DATA and SONG_DATA may be relative, absolute, or file:// URLs', async () => {
    const places = ['sample', './sample/', path('sample'), `file://${path('sample')}`];
    for (const [index, place] of places.entries()) {
      const base = place.replace(/\/$/, '');
      const env = { LOG_DATA: `${base}/log_data`, SONG_DATA: `${base}/song_data` };
      const args = ['run-all', '--all', '--warehouse', `duckdb:place-${index}.duckdb`];
      expect(await run(args, { env }), place).toMatchObject({ code: 0 });
    }
  });
});

describe('a .env that cannot be read', async () => {
  const { folder, run, path } = await createSampleWorkspace();
  const hook = await startWebhook();
  afterAll(() => hook.stop());
  mkdirSync(path('.env'));

  it.each([
    ['run-all', '--all'],
    ['run-all', '--all', '--dry-run'],
    ['create-tables'],
    ['check', '--json'],
    ['plan'],
    ['retry'],
    ['query', 'top-listeners'],
    ['history'],
    ['history', '--json'],
    ['status'],
    ['prune', '--history-older-than', '1y'],
    ['export', 'cron'],
  ])('ends %s with exit code 2, and says what to do', async (...args) => {
    const result = await run(args);
    expect(result).toMatchObject({ code: 2 });
    expect(`${result.stdout}${result.stderr}`).toMatch(/cannot read \.env: EISDIR.*user of this program can read/s);
  });

  it('is a problem to doctor, which looks at all else', async () => {
    const found = diagnosisOf(await run(['doctor', '--json']));
    expectProblems(found, 2, ['settings-file']);
    expect(found.of('settings-file')[0]?.found).toMatch(/^cannot read \.env: EISDIR/);
    expect(found.of('logs-read')[0]).toMatchObject({ outcome: 'ok' });
  });

  it('is told to those who are to be told of runs', async () => {
    const env = { NOTIFY_URL: `${hook.origin}/hook`, LOG_FILE: 'etl.jsonl' };
    expect(await run(['run-all', '--all'], { env })).toMatchObject({ code: 2 });
    expect(hook.posted.map(({ body }) => body.error.message)).toEqual([expect.stringMatching(/^cannot read \.env/)]);
    expect(readFileSync(path('etl.jsonl'), 'utf8')).toContain('cannot read .env');
  });

  it('is nothing to what needs no settings', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0 });
    expect(await run(['sample', '--out', 'another', '--days', '1'])).toMatchObject({ code: 0 });
  });

  it('may be a file of another user, or a link that leads nowhere', async () => {
    rmSync(path('.env'), { recursive: true });
    symlinkSync('nowhere', path('.env'));
    expect(await run(['status'])).toMatchObject({ code: 2, stderr: expect.stringContaining('.env: ENOENT') });
    rmSync(path('.env'));
    writeFileSync(path('.env'), 'WAREHOUSE_URL=duckdb:meant.duckdb\n', { mode: 0o000 });
    chmodSync(folder, 0o755);
    // Nothing is closed to root.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const options = { cwd: folder, env: cleanEnvironment({ cwd: folder }), encoding: 'utf8', ...user } as const;
    const { status, stderr } = spawnSync(process.execPath, [BINARY, 'status'], options);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('cannot read .env: EACCES') });
  });
});

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  const assignments = lines.flatMap((line, index) => {
    const [, name, value] = /^#?\s?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '', above: lines[index - 1] ?? '' }];
  });
  const variables: readonly string[] = Object.values(SETTINGS).map(({ variable }) => variable);

  it('lists every setting once', () => {
    const names = assignments.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...variables]));
  });

  it('lists nothing unknown', () => {
    // Read by the AWS SDK itself.
    const standard = /^AWS_(PROFILE|REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;
    const names = assignments.map(({ name }) => name);
    expect(names.filter((name) => !variables.includes(name) && !standard.test(name))).toEqual([]);
  });

  it('explains each in a line above', () => {
    for (const { name, above } of assignments) expect(above, name).toMatch(/^# .{10,}/);
  });

  it('shows values that are taken', () => {
    for (const setting of Object.values(SETTINGS)) {
      const shown = assignments.find(({ name }) => name === setting.variable)?.value ?? '';
      if (shown !== '') expect(() => setting.parse(shown), setting.variable).not.toThrow();
    }
  });
});
