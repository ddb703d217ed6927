import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportCron } from '../../src/exports/cron.ts';
import type { Job } from '../../src/exports/job.ts';
import { parseCron } from '../../src/exports/schedule.ts';
import { jobFrom, jobWithValues, oddText } from './jobs.ts';
import { readCrontab } from './readers.ts';

const textOf = (job: Job) =>
  exportCron(job)
    .map(({ text }) => text)
    .join('');
const crontabOf = (job: Job) => readCrontab(textOf(job));

const place = mkdtempSync(join(tmpdir(), 'export-cron-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('a crontab', () => {
  it('says every value as cron reads it, or refuses it with the name of the variable', () => {
    fc.assert(
      fc.property(oddText, (value) => {
        try {
          expect(crontabOf(jobWithValues({ LOG_DATA: value })).variables).toMatchObject({ LOG_DATA: value });
        } catch (error) {
          expect((error as Error).message).toMatch(/^LOG_DATA: cron cannot take both kinds of quotes/);
          expect(value).toMatch(/".*'|'.*"/s);
          expect(value).toMatch(/^["'\s]|\s$/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['a\nb', 'a\rb', 'a\u2028b', 'a\0b'])('refuses %j, and does not repeat it', (value) => {
    expect(() => textOf(jobWithValues({ LOG_DATA: value }))).toThrow(/^LOG_DATA: a line break or another control/);
    expect(() => textOf(jobFrom({}, {}, { folder: value }))).toThrow(/^SPARKIFY_FOLDER: a line break/);
  });

  it('refuses a line that cron would cut', () => {
    expect(() => textOf(jobWithValues({ LOG_DATA: 'ü'.repeat(500) }))).toThrow(/^LOG_DATA: longer than the 998 bytes/);
  });

  it('has one job, at the times that were asked for', () => {
    const { jobs } = crontabOf(jobFrom({}, {}, { schedule: parseCron('30 6 * * 1-5') }));
    expect(jobs.map(({ times }) => times)).toEqual(['30 6 * * 1-5']);
  });

  it('runs there with what is set, whatever the names of folders are', () => {
    const folder = join(place, 'my "plays" 100% $HOME `id` \\t');
    mkdirSync(folder);
    const script = join(place, 'a program.mjs');
    writeFileSync(script, 'console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.env.LOG_DATA]));');
    const { variables, jobs } = crontabOf(
      jobFrom({ LOG_DATA: './logs' }, {}, { folder, program: { node: process.execPath, script } }),
    );
    // cron gives a job these, the user's name and home, and what the crontab says.
    const env = { HOME: place, LOGNAME: 'somebody', ...variables };
    const output = execFileSync(variables.SHELL ?? '', ['-c', jobs[0]?.command ?? ''], {
      env,
      encoding: 'utf8',
      cwd: '/',
    });
    expect(JSON.parse(output)).toEqual([
      ['run-all', '--quiet', '--wait', '10m', '--run-timeout', '5h', '--log-file', 'sparkify-etl.log'],
      folder,
      join(folder, 'logs'),
    ]);
  });

  it('leaves to .env what is there, and the defaults to the program', () => {
    const { variables } = crontabOf(
      jobFrom({ AWS_REGION: 'us-west-2' }, { LOG_DATA: 's3://my-bucket/logs', RETRIES: '5' }),
    );
    expect(Object.keys(variables)).toEqual(['SHELL', 'PATH', 'SPARKIFY_FOLDER', 'SPARKIFY_PROGRAM', 'AWS_REGION']);
  });

  it('names the secrets of the shell that .env does not have', () => {
    const text = textOf(jobFrom({ WAREHOUSE_PASSWORD: 'x', AWS_SESSION_TOKEN: 'x' }, { NOTIFY_URL: 'https://x' }));
    expect(text).toMatch(/^# {3}WAREHOUSE_PASSWORD AWS_SESSION_TOKEN$/m);
    expect(text).toContain('AWS_SESSION_TOKEN expires');
    expect(textOf(jobFrom({}, { WAREHOUSE_PASSWORD: 'x' }))).not.toContain('WAREHOUSE_PASSWORD');
    const both = { WAREHOUSE_PASSWORD: 'x', WAREHOUSE_URL: 'postgres://etl:x@db.example.com/plays' };
    expect(textOf(jobFrom(both, { WAREHOUSE_PASSWORD: 'x' }))).not.toContain('In this shell');
    expect(textOf(jobFrom(both, { WAREHOUSE_PASSWORD: '' }))).toMatch(/In this shell.*\n# {3}WAREHOUSE_PASSWORD$/m);
  });
});
