import type { ValueExpectation } from './definition.ts';

export function meetsExpectation(value: string | null, expectation: ValueExpectation): boolean {
  return value !== null && expectation.operator === '=' && value === expectation.value;
}

export function describeExpectation(expectation: ValueExpectation): string {
  if (expectation.operator === 'between') return `between ${expectation.least} and ${expectation.most}`;
  return `${expectation.operator} ${expectation.value}`;
}
