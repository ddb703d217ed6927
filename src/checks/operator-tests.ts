import { basename, extname } from 'node:path';
import { messageOf } from '../core/errors.ts';
import type { Dialect } from '../core/statement.ts';
import type { CheckDefinition } from './definition.ts';
import { describeExpectation } from './expectation.ts';
import { type Found, readText } from './folder.ts';
import type { TakenNames } from './names.ts';
import type { ListedTest } from './test-list.ts';
import { readUserQuery } from './user-query.ts';

/** True if the file can be a list of tests. */
export function isTestList(file: string): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(file));
}

/** Reads lists of tests, YAML or JSON: each test a query of one value and what is expected of it. */
export async function readOperatorTests(paths: readonly string[], dialect: Dialect, names: TakenNames): Promise<Found> {
  const found = await Promise.all(paths.map((path) => readList(path)));
  const problems: string[] = [];
  const definitions = found.flatMap((list, index) => {
    const path = paths[index] ?? '';
    problems.push(...list.problems);
    return list.tests.flatMap((test) => define(test, path, { dialect, names, problems }) ?? []);
  });
  return { definitions, problems };
}

interface Reading {
  readonly dialect: Dialect;
  readonly names: TakenNames;
  readonly problems: string[];
}

type TestList = ReturnType<typeof import('./test-list.ts')['parseTestList']>;

async function readList(path: string): Promise<TestList> {
  try {
    // The parser of YAML is only loaded where there is some.
    const [text, { parseTestList }] = await Promise.all([readText(path), import('./test-list.ts')]);
    return parseTestList(text, path);
  } catch (error) {
    return { tests: [], problems: [`${path}: cannot be read: ${messageOf(error)}`] };
  }
}

/** The file's name as the beginning of one that a check can have. */
function prefixOf(path: string): string {
  const stem = basename(path, extname(path)).toLowerCase();
  const plain = stem.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(plain) ? plain : `tests_${plain}`;
}

function define(test: ListedTest, path: string, { dialect, names, problems }: Reading): CheckDefinition | undefined {
  const place = `${path} line ${test.line}`;
  const name = test.name ?? `${prefixOf(path)}_${test.position}`;
  const taken = names.take(name, place);
  if (taken !== undefined) problems.push(`${place}: ${taken}`);
  try {
    const { text, scope, tables } = readUserQuery(test.sql, dialect);
    return {
      name,
      title: test.title ?? `${shorten(test.sql)} is ${describeExpectation(test.expectation)}.`,
      severity: test.severity ?? 'error',
      scope,
      tables: test.tables ?? tables,
      unit: undefined,
      when: test.when ?? 'always',
      warnIf: undefined,
      errorIf: undefined,
      setting: undefined,
      origin: path,
      demand: { kind: 'value', text, expectation: test.expectation },
    };
  } catch (error) {
    problems.push(`${path} line ${test.sqlLine}: sql: ${messageOf(error)}`);
    return undefined;
  }
}

const TITLE_WIDTH = 100;

/** A query on one line, for a sentence. */
function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').replace(/ ?;? ?$/, '');
  return line.length <= TITLE_WIDTH ? line : `${line.slice(0, TITLE_WIDTH - 1)}…`;
}
