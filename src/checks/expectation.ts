import { compareDecimals, parseDecimal } from './decimal.ts';
import type { ValueExpectation } from './definition.ts';
import { canonicalMoment } from './moment.ts';

type Comparison = Exclude<ValueExpectation['operator'], 'between'>;

const COMPARISONS: Readonly<
  Record<Comparison, { readonly words: string; readonly holds: (order: number) => boolean }>
> = {
  '=': { words: '', holds: (order) => order === 0 },
  '<': { words: 'less than ', holds: (order) => order < 0 },
  '<=': { words: 'at most ', holds: (order) => order <= 0 },
  '>': { words: 'more than ', holds: (order) => order > 0 },
  '>=': { words: 'at least ', holds: (order) => order >= 0 },
};

/** The operators that an expectation can have. */
export const OPERATORS: readonly ValueExpectation['operator'][] = ['=', '<', '<=', '>', '>=', 'between'];

/**
 * True if a value is what is expected. Two numbers are compared digit by digit, so that large ones do not run together; two
 * texts by their characters, moments in any of their usual forms. A number and a text are neither equal nor in any order:
 * what was found to be `NaN` is not `>= 100`. Null meets nothing.
 */
export function meetsExpectation(value: string | null, expectation: ValueExpectation): boolean {
  if (value === null) return false;
  const { operator } = expectation;
  if (operator !== 'between') return holds(value, operator, expectation.value);
  return holds(value, '>=', expectation.least) && holds(value, '<=', expectation.most);
}

/** What is expected, in words: `at least 100`, `between 1 and 10`. */
export function describeExpectation(expectation: ValueExpectation): string {
  if (expectation.operator === 'between') return `between ${expectation.least} and ${expectation.most}`;
  return `${COMPARISONS[expectation.operator].words}${expectation.value}`;
}

function holds(value: string, comparison: Comparison, expected: string): boolean {
  const order = compareValues(value, expected);
  return order !== undefined && COMPARISONS[comparison].holds(order);
}

function compareValues(value: string, expected: string): number | undefined {
  const [number, other] = [parseDecimal(value), parseDecimal(expected)];
  if (number !== undefined && other !== undefined) return compareDecimals(number, other);
  if (number !== undefined || other !== undefined) return undefined;
  const [text, otherText] = [canonicalMoment(value), canonicalMoment(expected)];
  if (text === otherText) return 0;
  return text < otherText ? -1 : 1;
}
