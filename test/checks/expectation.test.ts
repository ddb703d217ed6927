import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueExpectation } from '../../src/checks/definition.ts';
import { describeExpectation, meetsExpectation } from '../../src/checks/expectation.ts';

type Operator = Exclude<ValueExpectation['operator'], 'between'>;
const OPERATORS: readonly Operator[] = ['=', '<', '<=', '>', '>='];
const between = (least: string, most: string): ValueExpectation => ({ operator: 'between', least, most });

describe('a value meets what is expected', () => {
  it.each<[string, ValueExpectation]>([
    ['100', { operator: '=', value: '100.00' }],
    ['1e2', { operator: '=', value: '100' }],
    ['9', { operator: '<', value: '10' }],
    ['9007199254740993', { operator: '>', value: '9007199254740992' }],
    ['1', between('1', '1')],
    ['0.5', between('.1', '1')],
    ['true', { operator: '=', value: 'true' }],
    ['paid', { operator: '>=', value: 'free' }],
    ['2018-11-15 00:00:00', { operator: '=', value: '2018-11-15T00:00Z' }],
    ['2018-11-15 00:00:00', { operator: '>=', value: '2018-11-15' }],
    ['2018-11-15', between('2018-11-01', '2018-11-30')],
  ])('%j: %j', (value, expectation) => {
    expect(meetsExpectation(value, expectation)).toBe(true);
  });

  it.each<[string | null, ValueExpectation]>([
    [null, { operator: '=', value: '0' }],
    [null, between('0', '1')],
    ['', { operator: '=', value: '0' }],
    ['10', { operator: '<', value: '9' }],
    ['9007199254740993', { operator: '=', value: '9007199254740992' }],
    ['NaN', { operator: '>=', value: '100' }],
    ['NaN', { operator: '<', value: '100' }],
    ['Infinity', { operator: '>', value: '100' }],
    ['100', { operator: '<', value: 'abc' }],
    ['true', { operator: '=', value: '1' }],
    ['Free', { operator: '=', value: 'free' }],
    ['11', between('1', '10')],
    ['0', between('1', '10')],
  ])('%j does not: %j', (value, expectation) => {
    expect(meetsExpectation(value, expectation)).toBe(false);
  });

  it('as integers compare', () => {
    const holds = {
      '=': (a, b) => a === b,
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
    } satisfies Record<Operator, (a: bigint, b: bigint) => boolean>;
    const integer = fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: 2n ** 63n - 3n, max: 2n ** 63n + 3n }));
    fc.assert(
      fc.property(integer, integer, integer, fc.constantFrom(...OPERATORS), (a, b, c, operator) => {
        expect(meetsExpectation(`${a}`, { operator, value: `${b}` })).toBe(holds[operator](a, b));
        expect(meetsExpectation(`${a}`, between(`${b}`, `${c}`))).toBe(a >= b && a <= c);
      }),
    );
  });

  it('or its opposite, for every two texts; neither, if one is a number', () => {
    const text = fc.oneof(fc.string(), fc.integer().map(String));
    fc.assert(
      fc.property(text, text, (value, other) => {
        const met = OPERATORS.filter((operator) => meetsExpectation(value, { operator, value: other }));
        expect([[], ['=', '<=', '>='], ['<', '<='], ['>', '>=']]).toContainEqual(met);
        if (value === other) expect(met).toContain('=');
      }),
    );
  });
});

it('is said in words', () => {
  expect(OPERATORS.map((operator) => describeExpectation({ operator, value: '5' }))).toEqual([
    '5',
    'less than 5',
    'at most 5',
    'more than 5',
    'at least 5',
  ]);
  expect(describeExpectation(between('1', '5'))).toBe('between 1 and 5');
});
