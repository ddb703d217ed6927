import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { SETTINGS, type Setting } from '../src/settings/index.ts';
import { evaluate, expressionsIn, readYaml } from './exports/readers.ts';
import { cleanEnvironment } from './support/cli.ts';
import { holdDuckDb, queryDuckDb } from './support/duckdb.ts';
import { startWebhook } from './support/webhook.ts';
import { createSampleWorkspace } from './support/workspace.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL('../', import.meta.url)).replace(/\/$/, '');
const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
const { inputs, outputs, runs } = readYaml<Action>(text);
const step = runs.steps.find(({ id }) => id === 'run');
const building = runs.steps.find(({ run = '' }) => run.includes('npm ci'));
/** As a runner calls it. */
const BASH = ['--noprofile', '--norc', '-eo', 'pipefail'];

describe('action.yml', () => {
  it('uses every input, and no other', () => {
    const used = expressionsIn(text).flatMap((each) => /^inputs\.([\w-]+)$/.exec(each)?.[1] ?? []);
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort());
    for (const { description, default: standard } of Object.values(inputs)) {
      expect(description).toMatch(/.{10}/);
      expect(standard).toBeTypeOf('string');
    }
  });

  it('has no expression in a script: what somebody types is data', () => {
    expect(runs.using).toBe('composite');
    expect(expressionsIn(outputs['exit-code']?.value ?? '')).toEqual([`steps.${step?.id}.outputs.exit-code`]);
    const scripts = runs.steps.flatMap(({ run, shell }) => (run === undefined ? [] : [{ run, shell }]));
    expect(scripts).toHaveLength(2);
    for (const { run, shell } of scripts) {
      expect(expressionsIn(run)).toEqual([]);
      expect(shell).toBe('bash');
    }
  });

  it('is used by the example with inputs that it has', () => {
    const workflow = readYaml<{ jobs: { 'run-all': { steps: { uses: string; with?: object }[] } } }>(
      readFileSync(join(ROOT, 'docs/examples/github-actions.yml'), 'utf8'),
    );
    const given = workflow.jobs['run-all'].steps.find(({ uses }) => uses === './')?.with ?? {};
    expect(Object.keys(given)).toEqual(['date', 'from', 'to', 'args']);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  });
});

describe('its script', async () => {
  const { folder, path, warehouse } = await createSampleWorkspace();

  /** What a runner gives bash: the script as a file, inputs as variables, a file for outputs. */
  function prepareStep(given: Readonly<Record<string, string>>, actionPath: string) {
    const place = mkdtempSync(join(folder, 'step-'));
    const [script, output] = [join(place, 'script.sh'), join(place, 'output')];
    writeFileSync(script, step?.run ?? '');
    writeFileSync(output, '');
    const defaults = Object.entries(inputs).map(([name, { default: standard }]) => [`inputs.${name}`, standard]);
    const values = {
      ...Object.fromEntries(defaults),
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`inputs.${name}`, value])),
      'github.action_path': actionPath,
    };
    const variables = Object.entries(step?.env ?? {}).map(([name, value]) => [name, evaluate(value, values)]);
    return {
      args: [...BASH, script],
      env: { ...(Object.fromEntries(variables) as Record<string, string>), GITHUB_OUTPUT: output },
      output: () => readFileSync(output, 'utf8'),
    };
  }

  function runStep(given: Readonly<Record<string, string>>, actionPath = ROOT) {
    const { args, env, output } = prepareStep(given, actionPath);
    const result = spawnSync('bash', args, {
      ...{ cwd: folder, encoding: 'utf8' },
      env: cleanEnvironment({ cwd: folder, env }),
    });
    return { code: result.status, stdout: result.stdout, stderr: result.stderr, output: output() };
  }

  /** Runs it, and sends each signal to bash alone as soon as the text before it is seen. */
  async function stopStep(
    signals: readonly (readonly [seen: string, signal: NodeJS.Signals])[],
    given: Readonly<Record<string, string>>,
    { actionPath = ROOT, ...more }: { readonly actionPath?: string; readonly NOTIFY_URL?: string } = {},
  ) {
    const { args, env, output } = prepareStep(given, actionPath);
    const all = cleanEnvironment({ cwd: folder, env: { ...env, ...more } });
    const child = spawn('bash', args, { cwd: folder, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
    const left = [...signals];
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        for (let [next] = left; next !== undefined && text.includes(next[0]); [next] = left) {
          left.shift();
          child.kill(next[1]);
        }
      });
    }
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, output: output(), text };
  }

  /** A program in the place of ours. */
  function stubOf(code: string): string {
    const stub = mkdtempSync(join(folder, 'stub-'));
    writeFileSync(join(stub, 'package.json'), '{"type":"module"}');
    mkdirSync(join(stub, 'bin'));
    writeFileSync(join(stub, 'bin/sparkify-etl.js'), code);
    return stub;
  }

  it('loads a day, with the arguments that are given', async () => {
    const result = runStep({ date: '2018-11-02', args: '--plain\n--junit=my checks.xml\n' });
    expect(result).toMatchObject({ code: 0, output: 'exit-code=0\n' });
    expect(readFileSync(path('my checks.xml'), 'utf8')).toContain('<testsuites');
    expect(await queryDuckDb(warehouse, 'select distinct log_date::varchar as day from songplays')).toEqual([
      { day: '2018-11-02' },
    ]);
  });

  it('loads several days', async () => {
    expect(runStep({ from: '2018-11-02', to: '2018-11-03' })).toMatchObject({ code: 0, output: 'exit-code=0\n' });
    expect(await queryDuckDb(warehouse, 'select distinct log_date::varchar as day from songplays order by 1')).toEqual([
      { day: '2018-11-02' },
      { day: '2018-11-03' },
    ]);
  });

  it('ends as the program ends, and tells it', () => {
    expect(runStep({ date: 'yesterday' })).toMatchObject({ code: 2, output: 'exit-code=2\n' });
    expect(runStep({ date: '2011-01-01' })).toMatchObject({ code: 3, output: 'exit-code=3\n' });
    expect(runStep({ command: 'check', args: '--json' })).toMatchObject({ code: 0 });
  });

  it('hands over what it is given, letter by letter', () => {
    const stub = stubOf('console.log(JSON.stringify(process.argv.slice(2)));');
    const odd = `$(touch "${path('pwned')}") \`id\` ; rm -rf x && 'a' "b" *`;
    const { code, stdout } = runStep(
      { command: odd, date: odd, from: odd, to: odd, args: `--a=${odd}\r\n\n  -x \n*` },
      stub,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      ...[odd, `--date=${odd}`, `--from=${odd}`, `--to=${odd}`, `--a=${odd}`, '  -x ', '*'],
    ]);
    expect(runStep({ args: '' }, stub).stdout.trim()).toBe('["run-all"]');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('hands %s, which bash alone gets, on to the program: it stops, and tells of it', async (signal, code) => {
    const hook = await startWebhook();
    afterAll(() => hook.stop());
    expect(runStep({ command: 'create-tables' })).toMatchObject({ code: 0 });
    const release = await holdDuckDb(warehouse);
    const stopped = await stopStep(
      [['waiting until the warehouse is free', signal]],
      { args: '--wait=10m' },
      { NOTIFY_URL: hook.origin },
    );
    release();
    expect(stopped).toMatchObject({ code, output: `exit-code=${code}\n` });
    expect(hook.posted.map(({ body }) => [body.state, body.exitCode])).toEqual([['interrupted', code]]);
  });

  it('waits until the program is gone, and ends as it does, whatever came in between', async () => {
    const stub = stubOf(`
      process.on('SIGINT', () => console.log('one'));
      process.on('SIGTERM', () => { console.log('two'); setTimeout(() => process.exit(5), 50); });
      setInterval(() => undefined, 1000);
      console.log('ready');`);
    const signals = [
      ['ready', 'SIGINT'],
      ['one', 'SIGTERM'],
    ] as const;
    const stopped = await stopStep(signals, {}, { actionPath: stub });
    expect(stopped).toEqual({ code: 5, output: 'exit-code=5\n', text: 'ready\none\ntwo\n' });
  });
});

it('building it gets to know no secret of the job or of the step that uses it', async () => {
  const { folder, path } = await createSampleWorkspace({ days: 1, songs: 1, eventsPerDay: 1 });
  const secrets = [
    ...['WAREHOUSE_URL', 'WAREHOUSE_PASSWORD', 'PGPASSWORD', 'NOTIFY_URL', 'AWS_ENDPOINT_URL_S3'],
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'],
  ];
  const withoutFlag = Object.values<Setting<unknown>>(SETTINGS).filter(({ flag }) => flag === undefined);
  expect(secrets).toEqual(expect.arrayContaining(withoutFlag.map(({ variable }) => variable)));
  mkdirSync(path('bin'));
  // An npm that says in which environment it is called.
  writeFileSync(path('bin', 'npm'), '#!/bin/sh\nenv\n');
  chmodSync(path('bin', 'npm'), 0o755);
  const job = Object.fromEntries(secrets.map((name) => [name, `canary-${name}`]));
  const result = spawnSync('bash', [...BASH, '-c', building?.run ?? ''], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: { ...job, ...building?.env, PATH: `${path('bin')}:${process.env.PATH}`, OTHER: 'is there' },
  });
  expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(result.stdout).toContain('OTHER=is there');
  expect(result.stdout).not.toContain('canary');
});
