import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportGitHubActions } from '../../src/exports/github-actions.ts';
import type { Job } from '../../src/exports/job.ts';
import { everySchedule } from '../../src/exports/schedule.ts';
import { jobFrom, jobWithValues, oddText, S3_TO_REDSHIFT } from './jobs.ts';
import { evaluate, expressionsIn, readYaml } from './readers.ts';

interface Step {
  readonly uses: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: { readonly schedule: unknown; readonly workflow_dispatch: { readonly inputs: object } };
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: {
    readonly 'run-all': {
      readonly 'timeout-minutes': number;
      readonly env?: Readonly<Record<string, string>>;
      readonly steps: readonly Step[];
    };
  };
}

const textOf = (job: Job) =>
  exportGitHubActions(job)
    .map(({ text }) => text)
    .join('');
const workflowOf = (job: Job) => readYaml<Workflow>(textOf(job));
const environmentOf = (job: Job) => workflowOf(job).jobs['run-all'].env ?? {};
const stepOf = (job: Job, uses: string) =>
  workflowOf(job).jobs['run-all'].steps.find((step) => step.uses.startsWith(uses));

describe('the workflow', () => {
  it('says every value as YAML, with nothing that GitHub would evaluate', () => {
    fc.assert(
      fc.property(oddText, (value) => {
        const { LOG_DATA = '' } = environmentOf(jobWithValues({ LOG_DATA: value }));
        expect(evaluate(LOG_DATA)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['a\nb', 'a\rb', 'a\u0085b', 'a\0b'])('refuses %j, and does not repeat it', (value) => {
    expect(() => textOf(jobWithValues({ LOG_DATA: value }))).toThrow(/^LOG_DATA: a line break or another control/);
  });

  it('takes no schedule that GitHub does not keep', () => {
    const every = (text: string) => textOf(jobFrom({}, {}, { schedule: everySchedule(text) }));
    expect(() => every('4m')).toThrow(/more often than every 5 minutes/);
    expect(every('5m')).toContain("- cron: '*/5 * * * *'");
  });

  it('has a schedule, days by hand, one run at a time, and no more rights than it needs', () => {
    expect(workflowOf(jobFrom({}, S3_TO_REDSHIFT))).toMatchObject({
      on: { schedule: [{ cron: '7 * * * *' }], workflow_dispatch: { inputs: { date: {}, from: {}, to: {} } } },
      concurrency: { group: 'sparkify-etl', 'cancel-in-progress': false },
      permissions: { contents: 'read', 'id-token': 'write' },
    });
    expect(workflowOf(jobFrom({})).permissions).toEqual({ contents: 'read' });
  });

  it('hands the days to the action as inputs, never to a shell', () => {
    const job = jobFrom({}, S3_TO_REDSHIFT);
    expect(stepOf(job, './')?.with).toMatchObject({
      date: '${' + '{ inputs.date }}',
      from: '${' + '{ inputs.from }}',
      to: '${' + '{ inputs.to }}',
    });
    expect(textOf(job)).not.toMatch(/^\s*-? ?run:/m);
  });

  it('has of expressions only inputs, secrets, variables and the number of the run', () => {
    const text = textOf(jobFrom({ WAREHOUSE_PASSWORD: 'x' }, { ...S3_TO_REDSHIFT }));
    const duckdb = textOf(jobFrom({}));
    const known =
      /^(inputs\.(date|from|to)|secrets\.(WAREHOUSE_PASSWORD|NOTIFY_URL)|vars\.AWS_(ROLE_ARN|REGION)|github\.run_(id|attempt))$/;
    for (const each of expressionsIn(text + duckdb)) expect(each).toMatch(known);
  });

  it('has what is set and no default, from .env as well', () => {
    const { AWS_REGION: region, ...others } = S3_TO_REDSHIFT;
    const job = jobFrom(
      { RETRIES: '3' },
      { ...S3_TO_REDSHIFT, STATEMENT_TIMEOUT: '2h', MAX_ERRORS: '5', AWS_PROFILE: 'me' },
    );
    expect(environmentOf(job)).toEqual({ ...others, MAX_ERRORS: '5', RUN_TIMEOUT: '50m' });
    expect(stepOf(job, 'aws-actions/')?.with).toMatchObject({ 'aws-region': region });
  });

  it('asks for the password only where one is needed', () => {
    const secretsOf = (values: Record<string, string>) => Object.keys(stepOf(jobFrom(values), './')?.env ?? {});
    expect(secretsOf({})).toEqual(['NOTIFY_URL']);
    expect(secretsOf({ WAREHOUSE_URL: 'postgres://etl@db.example.com/plays' })).toEqual([
      'WAREHOUSE_PASSWORD',
      'NOTIFY_URL',
    ]);
    expect(secretsOf({ WAREHOUSE_URL: 'redshift://etl@/dev', REDSHIFT_CLUSTER: 'plays' })).toEqual(['NOTIFY_URL']);
  });

  it('logs in to AWS by a role, and to another server of S3 by keys', () => {
    const job = jobFrom({ LOG_DATA: 's3://my-bucket/logs' });
    expect(stepOf(job, 'aws-actions/configure-aws-credentials@')).toBeDefined();
    const other = jobFrom({
      ...{ LOG_DATA: 's3://my-bucket/logs', AWS_ENDPOINT_URL_S3: 'https://s3.example.com', AWS_REGION: 'eu-west-1' },
      ...{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    });
    expect(stepOf(other, 'aws-actions/')).toBeUndefined();
    expect(environmentOf(other)).toMatchObject({ AWS_REGION: 'eu-west-1' });
    expect(Object.keys(stepOf(other, './')?.env ?? {})).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'NOTIFY_URL',
    ]);
    const open = { LOG_DATA: 's3://my-bucket/logs', SONG_DATA: 's3://my-bucket/songs', S3_NO_SIGN_REQUEST: 'true' };
    expect(stepOf(jobFrom(open), 'aws-actions/')).toBeUndefined();
  });

  it('ends a run before GitHub ends the job, which is told later than that', () => {
    const limits = (file: Record<string, string>) => {
      const job = jobFrom({}, file);
      return [workflowOf(job).jobs['run-all']['timeout-minutes'], environmentOf(job).RUN_TIMEOUT];
    };
    expect(limits({})).toEqual([60, '50m']);
    expect(limits({ RUN_TIMEOUT: '20m' })).toEqual([60, '20m']);
    expect(limits({ RUN_TIMEOUT: '2h' })).toEqual([130, '2h']);
    expect(limits({ RUN_TIMEOUT: '0' })).toEqual([360, undefined]);
    const long = textOf(jobFrom({}, { ...S3_TO_REDSHIFT, RUN_TIMEOUT: '2h' }));
    expect(long).toMatch(/role-duration-seconds.*\n {4}timeout-minutes: 130$/m);
  });

  it('keeps log and results of the checks, whatever became of the job', () => {
    const kept = (job: Job) => stepOf(job, 'actions/upload-artifact@');
    expect(kept(jobFrom({}))).toMatchObject({ if: 'always()', with: { path: 'checks.xml\nsparkify-etl.log\n' } });
    // A runner does not have the folders of this machine.
    const job = jobFrom({}, { LOG_FILE: '/var/log/sparkify/etl.jsonl' });
    expect(kept(job)?.with?.path).toBe('checks.xml\netl.jsonl\n');
    expect(stepOf(job, './')?.with?.args).toContain('--log-file=etl.jsonl\n');
    expect(environmentOf(job)).not.toHaveProperty('LOG_FILE');
    expect(textOf(job)).not.toContain('/var/log');
    expect(textOf(job)).toContain('LOG_FILE names a place of that machine');
  });

  it('restores a DuckDB file before the run, and saves it after it, also after one that failed', () => {
    const { steps } = workflowOf(jobFrom({})).jobs['run-all'];
    const names = steps.map(({ uses }) => uses.replace(/@.*$/, ''));
    expect(names).toEqual([
      ...['actions/checkout', 'actions/cache/restore', './', 'actions/cache/save', 'actions/upload-artifact'],
    ]);
    const [restore, save] = ['restore', 'save'].map((name) => steps[names.indexOf(`actions/cache/${name}`)]);
    expect(save?.if).toBe('always()');
    // GitHub finds an entry by its key and its paths.
    const { 'restore-keys': beginning = '?', ...same } = restore?.with ?? {};
    expect(save?.with).toEqual(same);
    expect(same.key?.startsWith(beginning)).toBe(true);
    expect(expressionsIn(same.key ?? '')).toEqual(['github.run_id', 'github.run_attempt']);
  });

  it('keeps a DuckDB file in the cache, inside the workspace', () => {
    const fileOf = (path: string) => {
      const job = jobFrom({ WAREHOUSE_URL: `duckdb:${path}` });
      const [cached, log] = stepOf(job, 'actions/cache/restore@')?.with?.path?.split('\n') ?? [];
      expect(environmentOf(job).WAREHOUSE_URL).toBe(`duckdb:${cached}`);
      expect(log).toBe(`${cached}.wal`);
      return cached;
    };
    expect(fileOf('./sparkify.duckdb')).toBe('./sparkify.duckdb');
    expect(fileOf('data/plays.duckdb')).toBe('./data/plays.duckdb');
    expect(fileOf('/home/me/plays.duckdb')).toBe('./plays.duckdb');
    expect(fileOf('../plays.duckdb')).toBe('./plays.duckdb');
    expect(fileOf('/home/me/*')).toBe('./sparkify.duckdb');
    expect(stepOf(jobFrom({}, S3_TO_REDSHIFT), 'actions/cache')).toBeUndefined();
  });

  it('warns of folders that a runner does not have', () => {
    const text = textOf(jobFrom({ LOG_DATA: './logs' }));
    expect(text).toMatch(/# A runner has only what is checked out.*\n\s+LOG_DATA: '\.\/logs'/);
    expect(text).toMatch(/# SONG_DATA is not set, and a runner has no sample data/);
    expect(textOf(jobFrom({}, S3_TO_REDSHIFT))).not.toMatch(/# A runner has|is not set, and/);
  });
});
