import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCE = join(ROOT, 'src');

/**
 * The floors, from the top; imports point down only. Units (folders, or files of src itself) on one floor that stand in
 * different groups do not know each other either.
 */
const FLOORS: readonly (readonly (readonly string[])[])[] = [
  [['main']],
  [
    [
      'cli',
      'cli-flags',
      'perform',
      'perform-sample',
      'perform-query',
      'perform-update',
      'perform-retry',
      'perform-export',
      'perform-doctor',
      'perform-keeping',
      'perform-history',
      'perform-status',
      'perform-prune',
      'perform-plan',
      'prepare-run',
      'record-prune',
      'told-prune',
      'dead-runs',
      'performance',
      'choose',
      'choose-query',
      'choose-checks',
      'outlets',
    ],
  ],
  [['commands']],
  [
    [
      ...[
        'doctor',
        'pipeline',
        'query',
        'tasks',
        'check-task',
        'run',
        'run-days',
        'diary',
        'retry',
        'run-request',
        'run-context',
        'run-id',
        'record-checks',
        'run-log',
        'journal',
        'orphan',
        'read-history',
        'read-status',
        'prune',
        'plan',
        'age',
        'chunks',
        'left-out',
        'catch-up',
        'ledger',
        'wait',
        'run-groups',
        'input',
        'preconditions',
        'compose',
        'config',
        'config-warehouse',
      ],
      ...[
        'settings',
        'settings-file',
        'known-secrets',
        'time-limit',
        'under-way',
        'days',
        'summarize',
        'stage-reader',
        'redact',
        'export-job',
      ],
    ],
  ],
  [['checks']],
  [['warehouses'], ['object-stores'], ['reporters'], ['sql'], ['records'], ['sample'], ['source'], ['exports']],
  [['aws']],
  [['core'], ['make-folder']],
];

interface Import {
  readonly from: string;
  readonly target: string;
  readonly lazy: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.split(sep).join('/'))
  .sort();

const STATIC = /^\s*(?:import|export)\s[^;]*?\bfrom\s+'([^']+)'/gm;
const BARE = /^\s*import\s+'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const found = (pattern: RegExp, lazy: boolean) =>
    [...text.matchAll(pattern)].map(([, target = '']) => ({ from: file, target, lazy }));
  return [...found(STATIC, false), ...found(BARE, false), ...found(DYNAMIC, true)];
}

const IMPORTS = files.flatMap(importsOf);
const own = IMPORTS.filter(({ target }) => target.startsWith('.'));
const foreign = IMPORTS.filter(({ target }) => !target.startsWith('.'));

/** The folder below src, or the file of src itself without its ending. */
const unitOf = (path: string) => (path.split('/')[0] ?? '').replace(/\.ts$/, '');
const fileOf = ({ from, target }: Import) =>
  relative(SOURCE, resolve(SOURCE, dirname(from), target))
    .split(sep)
    .join('/');
const floorOf = (unit: string) => FLOORS.findIndex((groups) => groups.some((group) => group.includes(unit)));
const groupOf = (unit: string) => FLOORS.flat().findIndex((group) => group.includes(unit));

describe('imports', () => {
  it('are seen: every file but those without any has some', () => {
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((each) => !files.includes(fileOf(each)))).toEqual([]);
  });

  it('know the floor of every file: a new one in src goes into FLOORS', () => {
    expect([...new Set(files.map(unitOf))].filter((unit) => floorOf(unit) === -1)).toEqual([]);
  });

  it('point down, or stay within a unit or its group', () => {
    const wrong = own.filter((each) => {
      const [from, to] = [unitOf(each.from), unitOf(fileOf(each))];
      if (from === to || groupOf(from) === groupOf(to)) return false;
      return floorOf(to) <= floorOf(from);
    });
    expect(wrong.map((each) => `${each.from} imports ${fileOf(each)}`)).toEqual([]);
  });

  it('make no circle between files', () => {
    const targets = new Map(files.map((file) => [file, own.filter(({ from }) => from === file).map(fileOf)]));
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error([...path, file].join(' > '));
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it('of the core are its own, and of Node nothing that reads or writes', () => {
    const foreignToCore = foreign.filter(({ from }) => from.startsWith('core/'));
    expect(foreignToCore).toEqual([]);
  });
});

describe('packages', () => {
  const packageOf = (target: string) => target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  const isBuiltin = (target: string) => target.startsWith('node:') || builtinModules.includes(target);
  const importersOf = (name: string) => [
    ...new Set(foreign.filter(({ target }) => packageOf(target) === name).map(({ from }) => from)),
  ];

  it.each([
    ['chalk', /^reporters\/style\.ts$/],
    ['listr2', /^reporters\/tree[\w-]*\.ts$/],
    ['commander', /^cli(-flags)?\.ts$/],
    ['dotenv', /^settings-file\.ts$/],
    ['@duckdb/node-api', /^warehouses\/duckdb\//],
    ['pg', /^warehouses\/(pg|postgres|redshift|rehearsal)\//],
    ['pg-copy-streams', /^warehouses\/postgres\//],
    ['@aws-sdk/client-s3', /^object-stores\/s3/],
    ['@aws-sdk/client-redshift', /^warehouses\/redshift\/auth\//],
    ['@aws-sdk/client-redshift-serverless', /^warehouses\/redshift\/auth\//],
    ['@aws-sdk/client-secrets-manager', /^warehouses\/redshift\/auth\//],
    ['yaml', /^checks\/list-document\.ts$/],
    ['csv-parse', /^checks\/expected\/csv-file\.ts$/],
    ['p-retry', /^object-stores\/s3/],
  ])('%s is imported only where %s fits, and there it is', (name, place) => {
    const importers = importersOf(name);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((file) => !place.test(file))).toEqual([]);
  });

  it('are those of package.json, no others', () => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const declared = Object.keys({ ...dependencies, ...optionalDependencies }).sort();
    const used = foreign.filter(({ target }) => !isBuiltin(target)).map(({ target }) => packageOf(target));
    expect([...new Set(used)].sort()).toEqual(declared);
  });
});

it('only main uses the process', () => {
  // Comments may speak of it.
  const code = (file: string) =>
    readFileSync(join(SOURCE, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '')
      .replace(/'[^'\n]*'/g, "''");
  const users = files.filter((file) => /\bprocess\s*[.[]|\bconsole\s*\./.test(code(file)));
  expect(users).toEqual(['main.ts']);
  expect(foreign.filter(({ target }) => /^(node:)?process$/.test(target)).map(({ from }) => from)).toEqual(['main.ts']);
});

/** Every module that a run of the built program resolves. The hooks live in a thread of their own: a file collects. */
function modulesLoadedBy(...args: readonly string[]): string[] {
  const seen = join(mkdtempSync(join(tmpdir(), 'floors-')), 'seen');
  const hooks = `import { appendFileSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      appendFileSync(${JSON.stringify(seen)}, found.url + '\\n');
      return found;
    }`;
  const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const start = asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`);
  execFileSync(process.execPath, ['--import', start, 'bin/sparkify-etl.js', ...args], { cwd: ROOT, stdio: 'ignore' });
  const modules = readFileSync(seen, 'utf8').split('\n');
  rmSync(dirname(seen), { recursive: true });
  return modules;
}

it.each([[['--help']], [['run-all', '--help']], [['--version']]])('%j loads nothing that only a run needs', (args) => {
  const modules = modulesLoadedBy(...args);
  expect(modules.some((url) => url.includes('/commander/'))).toBe(true);
  expect(
    modules.filter((url) => /duckdb|listr2|aws-sdk|smithy|chalk|p-retry|dotenv|node_modules\/pg/.test(url)),
  ).toEqual([]);
  // What a setting may say of a warehouse is known without one.
  const opened = modules.flatMap(
    (url) => /\/dist\/(?!warehouses\/(?:parse-url|target)\.)([\w-]+)\//.exec(url)?.[1] ?? [],
  );
  expect(
    [...new Set(opened)].filter((folder) => ['warehouses', 'reporters', 'records', 'sql'].includes(folder)),
  ).toEqual([]);
});
