import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCrontab, readUnit, readYaml, systemdWords, valuesOf } from '../exports/readers.ts';
import { runCli } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { folder, path, run, warehouse } = await createSampleWorkspace();
const ofProject = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const SECRETS = { WAREHOUSE_PASSWORD: 'canary-password', NOTIFY_URL: 'https://hooks.slack.com/services/T0/B0/canary' };

/** Settings of the shell that asks for an export. */
const CONFIGURATIONS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['DuckDB', {}],
  ['PostgreSQL', { ...SECRETS, WAREHOUSE_URL: 'postgres://etl@db.example.com/plays?schema=music', LOG_FILE: 'x.log' }],
  [
    'Redshift',
    {
      ...SECRETS,
      WAREHOUSE_URL: 'redshift://etl@plays.abc123.us-west-2.redshift.amazonaws.com:5439/dev?schema=music',
      ...{
        IAM_ROLE: 'arn:aws:iam::123456789012:role/copy',
        WORK_URI: 's3://my-bucket/etl-work',
        AWS_REGION: 'us-west-2',
      },
      ...{ LOG_DATA: 's3://my-bucket/log_data', SONG_DATA: 's3://my-bucket/song_data', AWS_PROFILE: 'plays' },
    },
  ],
];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = readYaml<Action>(ofProject('action.yml'));

/** What would be run, as words behind the name of the program. */
const ofCron = (text: string) => {
  const [job] = readCrontab(text).jobs;
  return (/"\$SPARKIFY_PROGRAM" (.*)$/.exec(job?.command ?? '')?.[1] ?? '').split(' ');
};
const ofSystemd = (text: string) =>
  valuesOf(readUnit(text), 'Service', 'ExecStart').flatMap((line) => systemdWords(line).slice(2));
const ofWorkflow = (text: string) => {
  const { jobs } = readYaml<{ jobs: Record<string, { steps: readonly Step[] }> }>(text);
  const step = jobs['run-all']?.steps.find(({ uses }) => uses === './');
  const inputs = Object.keys(step?.with ?? {});
  for (const name of inputs) expect(Object.keys(action.inputs)).toContain(name);
  return [
    'run-all',
    ...(step?.with?.args ?? '').trim().split('\n'),
    ...inputs.filter(isDay).map((name) => `--${name}`),
  ];
};
const isDay = (name: string) => /^(date|from|to)$/.test(name);
const ofAction = () => [
  'run-all',
  ...action.runs.steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/arguments\+=\("(--\w+)=/g)].map(([, flag = '']) => flag),
  ),
];

const helps = new Map<string, string>();

/** Expects each flag to stand in the help of the subcommand. */
async function expectKnown([command = '', ...words]: readonly string[]): Promise<void> {
  const help = helps.get(command) ?? (await run([command, '--help'])).stdout;
  helps.set(command, help);
  const flags = words.filter((word) => word.startsWith('-')).map((word) => word.replace(/=.*$/s, ''));
  expect(flags.length, words.join(' ')).toBeGreaterThan(2);
  for (const flag of flags) expect(help).toMatch(new RegExp(`^ +(-\\w, )?${flag}\\b`, 'm'));
}

describe.each(CONFIGURATIONS)('exported for %s', (_, env) => {
  const exported = async (kind: string) => {
    const result = await run(['export', kind], { env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).not.toContain('canary');
    return result.stdout;
  };

  it('a crontab whose command a shell can read, and whose flags there are', async () => {
    const text = await exported('cron');
    await expectKnown(ofCron(text));
    const [job] = readCrontab(text).jobs;
    execFileSync('bash', ['-n', '-c', job?.command ?? '']);
    execFileSync('sh', ['-n', '-c', job?.command ?? '']);
  });

  it('a service whose flags there are, and a timer', async () => {
    const [service = '', timer = ''] = (await exported('systemd')).split(/^# -+ \S+\.timer -+$/m);
    await expectKnown(ofSystemd(service));
    expect(valuesOf(readUnit(timer), 'Timer', 'OnCalendar')).toHaveLength(1);
  });

  it('a workflow whose flags there are', async () => {
    await expectKnown(ofWorkflow(await exported('github-actions')));
  });
});

describe('what is in the project', () => {
  it.each([
    ['docs/examples/crontab', ofCron],
    ['docs/examples/sparkify-etl.service', ofSystemd],
    ['docs/examples/github-actions.yml', ofWorkflow],
    ['action.yml', ofAction],
  ] as const)('%s has flags that there are', async (name, read) => {
    await expectKnown(read(ofProject(name)));
  });

  it('scripts of the action are such that bash reads', () => {
    const scripts = action.runs.steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) execFileSync('bash', ['-n', '-c', script]);
  });
});

describe('what cron would do with an exported crontab', async () => {
  const { stdout } = await run(['export', 'cron'], { env: { LOG_DATA: './sample/log_data' } });
  const { variables, jobs } = readCrontab(stdout);

  /** cron gives a job nothing but this and what the crontab says. */
  const start = () => {
    const bare = { HOME: folder, LOGNAME: 'etl', SHELL: '/bin/sh', PATH: '/usr/bin:/bin' };
    const env = { ...bare, ...variables };
    const { status, stdout, stderr } = spawnSync(env.SHELL, ['-c', jobs[0]?.command ?? ''], {
      ...{ env, cwd: '/', encoding: 'utf8' },
    });
    return { status, output: stdout + stderr };
  };

  it('loads everything, then nothing, and says nothing', async () => {
    expect(start()).toEqual({ status: 0, output: '' });
    const loaded = await contentOf(warehouse);
    expect(loaded.songplays?.length).toBeGreaterThan(0);
    expect(start()).toEqual({ status: 0, output: '' });
    expect(await contentOf(warehouse)).toEqual(loaded);
    const [states] = await queryDuckDb(
      warehouse,
      "select count(*)::int as runs from etl_runs where state = 'succeeded'",
    );
    expect(states).toEqual({ runs: 2 });
    expect(readFileSync(path('sparkify-etl.log'), 'utf8').match(/"type":"run-finished"/g)).toHaveLength(2);
  });

  it('tells what is wrong where a file is broken, or the source is gone, with the exit code', () => {
    const file = path('sample/log_data/2018/11/2018-11-03-events.json');
    const good = readFileSync(file);
    writeFileSync(file, '{"page": "NextSong", "ts": "soon", "sessionId": 1, "itemInSession": 0}\n');
    const broken = start();
    expect(broken.status).toBe(3);
    expect(broken.output).toMatch(/2018-11-03-events\.json:1.*soon/s);
    writeFileSync(file, good);
    renameSync(path('sample/log_data'), path('sample/away'));
    const gone = start();
    expect(gone.status).toBe(2);
    expect(gone.output).toMatch(/log_data.*→/s);
    renameSync(path('sample/away'), path('sample/log_data'));
    expect(start()).toEqual({ status: 0, output: '' });
  });

  it('reads .env of the folder, in which secrets are', async () => {
    mkdirSync(path('other'));
    writeFileSync(
      path('other', '.env'),
      `LOG_DATA=${path('sample/log_data')}\nSONG_DATA=${path('sample/song_data')}\n`,
    );
    const text = (await runCli(['export', 'cron'], { cwd: path('other') })).stdout;
    const crontab = readCrontab(text);
    expect(Object.keys(crontab.variables)).not.toContain('LOG_DATA');
    const env = { HOME: folder, SHELL: '/bin/sh', PATH: '/usr/bin:/bin', ...crontab.variables };
    const result = spawnSync('/bin/sh', ['-c', crontab.jobs[0]?.command ?? ''], { env, cwd: '/', encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(await contentOf(path('other', 'sparkify.duckdb'), ['songplays'])).toEqual(
      await contentOf(warehouse, ['songplays']),
    );
  });
});
