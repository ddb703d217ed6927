import { messageOf } from '../core/errors.ts';
import { compareDecimals, parseDecimal } from './decimal.ts';
import type { CheckDefinition, Severity, ValueExpectation } from './definition.ts';
import { OPERATORS } from './expectation.ts';
import type { Field } from './fields.ts';
import { type ListEntry, parseList } from './list-document.ts';

/** A test as a list declares it: a query of one value, and what is expected of it. */
export interface ListedTest {
  readonly line: number;
  /** Its place in the list; the first is 1. */
  readonly position: number;
  readonly name: string | undefined;
  readonly sql: string;
  readonly sqlLine: number;
  readonly expectation: ValueExpectation;
  readonly title: string | undefined;
  readonly severity: Severity | undefined;
  readonly tables: readonly string[] | undefined;
  readonly when: CheckDefinition['when'] | undefined;
}

/** Reads a YAML or JSON list of tests. A test with a problem is left out; problems name file, line and value. */
export function parseTestList(
  text: string,
  origin: string,
): { readonly tests: readonly ListedTest[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const complain = (line: number, problem: string) => problems.push(`${origin} line ${line}: ${problem}`);
  const entries = parseList(text, complain);
  const tests = entries.flatMap((entry) => readTest(entry, complain) ?? []);
  return { tests, problems };
}

type Complain = (line: number, problem: string) => void;
type Value = string | null | readonly (string | null)[];

function readTest({ fields, line, position }: ListEntry, complain: Complain): ListedTest | undefined {
  let isSound = true;
  const read = <T>(field: Field, parse: (value: Value | undefined) => T): T | undefined => {
    const found = fields.get(field);
    try {
      return parse(found?.value);
    } catch (error) {
      isSound = false;
      complain(found?.line ?? line, `${field}: ${messageOf(error)}`);
      return undefined;
    }
  };
  const operator = read('operator', parseOperator);
  const test = {
    line,
    position,
    name: read('name', optional(parseText)),
    sql: read('sql', parseText),
    sqlLine: fields.get('sql')?.line ?? line,
    expectation: operator && read('expected', (value) => parseExpectation(operator, value)),
    title: read('title', optional(parseText)),
    severity: read('severity', optional(oneOf('error', 'warn'))),
    tables: read('tables', optional(parseTables)),
    when: read('when', optional(oneOf('always', 'check'))),
  };
  const { sql, expectation } = test;
  return isSound && sql !== undefined && expectation !== undefined ? { ...test, sql, expectation } : undefined;
}

function parseOperator(value: Value | undefined): ValueExpectation['operator'] {
  const wanted = value === undefined || value === '==' ? '=' : value;
  const operator = OPERATORS.find((each) => each === wanted);
  if (operator === undefined) throw new Error(`expected ${OPERATORS.join(' ')}, in quotes, found ${show(value)}`);
  return operator;
}

function parseExpectation(operator: ValueExpectation['operator'], value: Value | undefined): ValueExpectation {
  if (operator !== 'between') {
    if (typeof value !== 'string') throw new Error(`expected a number, a text, true or false, found ${show(value)}`);
    return { operator, value };
  }
  const [least, most] = typeof value === 'object' && value?.length === 2 ? value : [];
  if (typeof least !== 'string' || typeof most !== 'string') {
    throw new Error(`between needs two values, like [1, 10], found ${show(value)}`);
  }
  const [low, high] = [parseDecimal(least), parseDecimal(most)];
  if (low !== undefined && high !== undefined && compareDecimals(low, high) > 0) {
    throw new Error(`nothing is between ${least} and ${most}: the smaller one goes first`);
  }
  return { operator, least, most };
}

function parseText(value: Value | undefined): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`expected a text, found ${show(value)}`);
  return value.trim();
}

/** A list, or names with commas between them. */
function parseTables(value: Value | undefined): readonly string[] {
  const names = typeof value === 'string' ? value.split(',') : value;
  return (names ?? [undefined]).map((name) => parseText(name));
}

function optional<T>(parse: (value: Value | undefined) => T): (value: Value | undefined) => T | undefined {
  return (value) => (value === undefined ? undefined : parse(value));
}

function oneOf<const Word extends string>(...words: readonly Word[]): (value: Value | undefined) => Word {
  return (value) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw new Error(`expected ${words.join(' or ')}, found ${show(value)}`);
    return word;
  };
}

function show(value: Value | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
