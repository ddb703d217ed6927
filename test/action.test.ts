import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evaluate, expressionsIn, readYaml } from './exports/readers.ts';
import { cleanEnvironment } from './support/cli.ts';
import { queryDuckDb } from './support/duckdb.ts';
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

  /** Runs it as a runner does: a file for bash, outputs in a file. */
  function runStep(given: Readonly<Record<string, string>>, actionPath = ROOT) {
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
    const env = Object.fromEntries(
      Object.entries(step?.env ?? {}).map(([name, value]) => [name, evaluate(value, values)]),
    );
    const result = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: folder,
      encoding: 'utf8',
      env: cleanEnvironment({ cwd: folder, env: { ...env, GITHUB_OUTPUT: output } }),
    });
    return { code: result.status, stdout: result.stdout, stderr: result.stderr, output: readFileSync(output, 'utf8') };
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
    const stub = mkdtempSync(join(folder, 'stub-'));
    writeFileSync(join(stub, 'package.json'), '{"type":"module"}');
    mkdirSync(join(stub, 'bin'));
    writeFileSync(join(stub, 'bin/sparkify-etl.js'), 'console.log(JSON.stringify(process.argv.slice(2)));');
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
});
