import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCrontab, readUnit, readYaml, valuesOf } from '../exports/readers.ts';
import { BINARY, runCli } from '../support/cli.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { run, path, folder } = await createSampleWorkspace();
const here = realpathSync(folder);

describe('export', () => {
  it('cron: this program, in this folder, by this Node.js', async () => {
    const result = await run(['export', 'cron', '--every', '15m', '--log-data', './sample/log_data']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const { variables, jobs } = readCrontab(result.stdout);
    expect(variables).toMatchObject({
      SPARKIFY_FOLDER: here,
      SPARKIFY_PROGRAM: BINARY,
      LOG_DATA: join(here, 'sample/log_data'),
    });
    expect(jobs.map(({ times }) => times)).toEqual(['*/15 * * * *']);
  });

  it('leaves to .env what is there, and has flags over the environment over it', async () => {
    mkdirSync(path('work'));
    writeFileSync(
      path('work', '.env'),
      'LOG_DATA=s3://my-bucket/file\nSONG_DATA=s3://my-bucket/songs\nWAREHOUSE_PASSWORD=canary\n',
    );
    const env = { LOG_DATA: 's3://my-bucket/environment', RETRIES: '7' };
    const inWork = (args: readonly string[], shell = {}) => {
      return runCli(args, { cwd: path('work'), env: shell });
    };
    const names = (text: string) =>
      Object.keys(readCrontab(text).variables).filter((name) => /^(LOG|SONG)_DATA$/.test(name));
    expect(names((await inWork(['export', 'cron'])).stdout)).toEqual([]);
    const shell = readCrontab((await inWork(['export', 'cron', '--retries', '8'], env)).stdout).variables;
    expect(shell).toMatchObject({ LOG_DATA: 's3://my-bucket/environment', RETRIES: '8' });
    expect(shell).not.toHaveProperty('SONG_DATA');
    // A runner has no .env.
    const { stdout } = await inWork(['export', 'github-actions'], env);
    expect(stdout).toMatch(/^ {6}LOG_DATA: s3:\/\/my-bucket\/environment$/m);
    expect(stdout).toMatch(/^ {6}SONG_DATA: s3:\/\/my-bucket\/songs$/m);
    expect(stdout).not.toContain('canary');
  });

  it('systemd: two units, told apart on stdout, or two files that replace none', async () => {
    const args = ['export', 'systemd', '--schedule', '30 6 * * 1-5'];
    const printed = await run(args);
    expect(printed.stdout.match(/^# -+ (\S+) -+$/gm)).toHaveLength(2);
    const written = await run([...args, '--out', 'units']);
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(written.stderr).toBe('wrote units/sparkify-etl.service\nwrote units/sparkify-etl.timer\n');
    const texts = ['service', 'timer'].map((kind) => readFileSync(path('units', `sparkify-etl.${kind}`), 'utf8'));
    for (const text of texts) expect(printed.stdout).toContain(text);
    const [service = {}, timer = {}] = texts.map(readUnit);
    expect(valuesOf(service, 'Service', 'WorkingDirectory')).toEqual([here]);
    expect(valuesOf(timer, 'Timer', 'OnCalendar')).toEqual(['Mon,Tue,Wed,Thu,Fri *-*-* 06:30:00']);
    const again = await run([...args, '--out', 'units']);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toMatch(/sparkify-etl\.service.*\n.*not overwritten/s);
  });

  it('github-actions: a workflow', async () => {
    const result = await run(['export', 'github-actions']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(readYaml<object>(result.stdout)).toHaveProperty('jobs.run-all.steps');
  });

  it('has what is set for operation, from .env and from flags, before what is usual', async () => {
    mkdirSync(path('operated'));
    const hook = 'NOTIFY_URL=https://hooks.slack.com/services/T0/B0/canary';
    writeFileSync(path('operated', '.env'), `WAIT=30m\nLOG_FILE=/var/log/sparkify/etl.jsonl\n${hook}\n`);
    const inOperated = (args: readonly string[]) =>
      runCli(args, { cwd: path('operated'), env: { NOTIFY_URL: 'https://hooks.slack.com/services/T0/B0/canary' } });
    const fromFile = await inOperated(['export', 'cron']);
    expect(fromFile).toMatchObject({ code: 0, stderr: '' });
    expect(fromFile.stdout).not.toMatch(/canary|In this shell/);
    expect(readCrontab(fromFile.stdout).jobs[0]?.command).toMatch(/ run-all --quiet --run-timeout 5h$/);
    const flags = ['--wait', '2h', '--log-file', 'etl.log', '--run-timeout', '40m', '--task-timeout', '9m'];
    const fromFlags = readCrontab((await inOperated(['export', 'cron', ...flags, '--notify-on', 'always'])).stdout);
    expect(fromFlags.variables).toMatchObject({
      ...{ WAIT: '2h', LOG_FILE: join(here, 'operated', 'etl.log'), RUN_TIMEOUT: '40m', TASK_TIMEOUT: '9m' },
      NOTIFY_ON: 'always',
    });
    expect(fromFlags.jobs[0]?.command).toMatch(/ run-all --quiet$/);
  });

  it('makes folders, or says at once that it cannot', async () => {
    expect(await run(['export', 'cron', '--out', 'new/and/deep'])).toMatchObject({ code: 0 });
    expect(existsSync(path('new/and/deep/sparkify-etl.crontab'))).toBe(true);
    writeFileSync(path('a-file'), '');
    // Below /proc nothing can be made, also not by root.
    for (const out of ['/proc/foo', '/proc/foo/bar', 'a-file', 'a-file/below']) {
      const result = await run(['export', 'cron', '--out', out]);
      expect(result, out).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toContain(`--out ${out}: this folder cannot be made: `);
      expect(result.stderr).toContain('→ name a folder that you may write to');
    }
  });

  it('makes no warehouse, and needs none', async () => {
    const env = { WAREHOUSE_URL: 'postgres://etl@no-host.invalid/plays' };
    expect(await run(['export', 'cron'], { env })).toMatchObject({ code: 0 });
    expect(existsSync(path('sparkify.duckdb'))).toBe(false);
  });

  it.each<[string[], RegExp]>([
    [['export'], /missing required argument 'cron\|systemd\|github-actions'/],
    [['export', 'crno'], /export: expected one of cron, systemd, github-actions, found "crno" \(did you mean cron\?\)/],
    [['export', 'cron', 'systemd'], /too many arguments/],
    [['export', 'cron', '--every', '7m'], /--every: expected minutes or hours/],
    [['export', 'cron', '--schedule', 'hourly'], /--schedule: expected minute, hour, day, month and weekday/],
    [['export', 'cron', '--every', '1h', '--schedule', '0 * * * *'], /give --every or --schedule, not both/],
    [['export', 'cron', '--log-data', 'ftp://x/y'], /--log-data: /],
    [['export', 'github-actions', '--every', '1m'], /export github-actions: .*every 5 minutes/],
    [['export', 'cron', '--checks', 'a\nb'], /export cron: CHECKS_DIR: a line break/],
    [['export', 'cron', '--warehouse', 'postgres://etl:canary@host/db'], /--warehouse: a secret in a flag/],
  ])('%j is refused', async (args, said) => {
    const result = await run(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(said);
    expect(result.stderr).not.toContain('canary');
  });
});
