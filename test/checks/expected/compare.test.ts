import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareResult } from '../../../src/checks/expected/compare.ts';
import type { ExpectedTable } from '../../../src/checks/expected/csv-file.ts';
import { parseTolerance, USUAL } from '../../../src/checks/expected/tolerance.ts';
import type { ResultColumn, ResultTable } from '../../../src/core/warehouse.ts';

type Kinds = Readonly<Record<string, ResultColumn['kind']>>;
type Rows = readonly (readonly (string | null)[])[];

const BAG: Comparison = { isOrdered: false, tolerance: USUAL };
const LIST: Comparison = { isOrdered: true, tolerance: USUAL };

const found = (kinds: Kinds, rows: Rows): ResultTable => ({
  columns: Object.entries(kinds).map(([name, kind]) => ({ name, kind })),
  rows,
});
const wanted = (columns: readonly string[], rows: Rows, isEmptyNull = false): ExpectedTable => ({
  columns,
  rows,
  isEmptyNull,
});

/** Compares tables with the same columns. */
function compare(kinds: Kinds, expected: Rows, actual: Rows, how: Comparison = BAG) {
  return compareResult(found(kinds, actual), wanted(Object.keys(kinds), expected), how);
}

const SONGS: Kinds = { title: 'text', plays: 'number' };

describe('the same', () => {
  it.each<[string, Kinds, Rows, Rows]>([
    ['no row', SONGS, [], []],
    [
      'rows in another order',
      SONGS,
      [
        ['a', '1'],
        ['b', '2'],
      ],
      [
        ['b', '2'],
        ['a', '1'],
      ],
    ],
    [
      'rows that stand twice',
      SONGS,
      [
        ['a', '1'],
        ['a', '1'],
      ],
      [
        ['a', '1'],
        ['a', '1'],
      ],
    ],
    ['numbers', { n: 'number' }, [['1.0'], ['1e2'], [' 7'], ['0.1']], [['100'], ['1'], ['0.1000000000001'], ['7']]],
    ['numbers that are none', { n: 'number' }, [['nan'], ['INFINITY']], [['Infinity'], ['NaN']]],
    ['booleans', { b: 'boolean' }, [['t'], ['FALSE'], [null]], [['true'], ['false'], [null]]],
    ['moments', { t: 'text' }, [['2018-11-15T00:00:00Z']], [['2018-11-15 00:00:00']]],
  ])('%s', (_, kinds, expected, actual) => {
    expect(compare(kinds, expected, actual)).toEqual({ count: 0, expected: expected.length, lines: [] });
  });

  it('names of columns that an engine writes in another case', () => {
    expect(compareResult(found({ plays: 'number' }, []), wanted(['Plays'], []), BAG).count).toBe(0);
  });

  it('null and empty text only where the file cannot tell them apart', () => {
    const [kinds, rows] = [{ a: 'text', n: 'number' } as const, [['', '']]];
    const actual = found(kinds, [[null, null]]);
    expect(compareResult(actual, wanted(['a', 'n'], rows, true), BAG).count).toBe(0);
    expect(compareResult(actual, wanted(['a', 'n'], rows, false), BAG).count).toBe(1);
  });
});

describe('not the same', () => {
  it.each<[string, Kinds, Rows, Rows, number]>([
    ['null and empty text', { a: 'text' }, [[null]], [['']], 1],
    ['null and 0', { n: 'number' }, [[null]], [['0']], 1],
    ['null and the word', { a: 'text' }, [['NULL']], [[null]], 1],
    ['digits in text', { a: 'text' }, [['1']], [['1.0']], 1],
    [
      'a row too few',
      SONGS,
      [
        ['a', '1'],
        ['a', '1'],
      ],
      [['a', '1']],
      1,
    ],
    [
      'a row too many',
      SONGS,
      [],
      [
        ['a', '1'],
        ['b', '1'],
      ],
      2,
    ],
    [
      'a changed cell',
      SONGS,
      [
        ['a', '1'],
        ['b', '2'],
      ],
      [
        ['a', '1'],
        ['b', '3'],
      ],
      1,
    ],
    ['the next integer', { n: 'number' }, [['1541106106796']], [['1541106106797']], 1],
    ['a number and text', { n: 'number' }, [['many']], [['5']], 1],
    ['upper and lower case', { a: 'text' }, [['A']], [['a']], 1],
  ])('%s', (_, kinds, expected, actual, count) => {
    expect(compare(kinds, expected, actual).count).toBe(count);
    expect(compare(kinds, expected, actual, LIST).count).toBe(count);
  });

  it('columns, which are told first', () => {
    const difference = compareResult(
      found({ title: 'text', n: 'number' }, [['a', '1']]),
      wanted(['title', 'plays', 'x'], []),
      BAG,
    );
    expect(difference).toEqual({ count: 2, expected: 0, lines: ['  columns:', '- title, plays, x', '+ title, n'] });
    const swapped = compareResult(found({ a: 'text', b: 'text' }, []), wanted(['b', 'a'], []), BAG);
    expect(swapped.count).toBe(2);
  });

  it('rows in another order, if the query has one', () => {
    const rows: Rows = [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ];
    expect(compare(SONGS, rows, rows, LIST).count).toBe(0);
    expect(compare(SONGS, rows, [...rows].reverse(), LIST).count).toBeGreaterThan(0);
  });
});

describe('the diff', () => {
  it('shows a changed cell on neighbouring lines, numbers to the right', () => {
    const expected: Rows = [
      ['Clocks', '58'],
      ['Yellow', '5'],
      ['Gone', '3'],
      ['Same', '1'],
    ];
    const actual: Rows = [
      ['Same', '1'],
      ['Yellow', '15'],
      ['New', '7'],
      ['Clocks', '57'],
    ];
    expect(compare(SONGS, expected, actual).lines).toEqual([
      '  title   plays',
      '- Clocks     58',
      '+ Clocks     57',
      '- Yellow      5',
      '+ Yellow     15',
      '- Gone        3',
      '+ New         7',
    ]);
  });

  it('shows a row that was put in between as one, where rows have an order', () => {
    const expected: Rows = [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ];
    const actual: Rows = [
      ['a', '1'],
      ['x', '9'],
      ['b', '2'],
      ['c', '4'],
    ];
    const { count, lines } = compare(SONGS, expected, actual, LIST);
    expect(count).toBe(2);
    expect(lines).toEqual(['  title  plays', '+ x          9', '- c          3', '+ c          4']);
  });

  it('has 20 lines at most and says how many rows more there are', () => {
    const rows = Array.from({ length: 1000 }, (_, n) => [`song ${n}`, '1']);
    const { count, lines } = compare(
      SONGS,
      rows,
      rows.map(([title = '']) => [title, '2']),
    );
    expect(count).toBe(1000);
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toBe('  … and 991 more');
    const few = compare(SONGS, rows.slice(0, 9), []);
    expect(few.lines).toHaveLength(10);
    expect(few.lines.at(-1)).toBe('- song 8      1');
  });

  it('makes visible what is not seen, and cuts long values to where they differ', () => {
    const long = 'x'.repeat(60);
    const kinds: Kinds = { id: 'number', a: 'text' };
    expect(compare(kinds, [['1', null]], [['1', '']]).lines.slice(1)).toEqual(['-  1  NULL', '+  1  ""']);
    expect(compare(kinds, [['1', 'NULL']], [['1', ' a\u001b\n']]).lines.slice(1)).toEqual([
      '-  1  "NULL"',
      '+  1  " a\\u{1b} "',
    ]);
    expect(compare(kinds, [['1', `${long}a`]], [['1', `${long}b`]]).lines.slice(1)).toEqual([
      `-  1  …${'x'.repeat(12)}a`,
      `+  1  …${'x'.repeat(12)}b`,
    ]);
    expect(compare(kinds, [['1', long]], [['1', `${long}b`]]).lines.slice(1)).toEqual([
      `-  1  …${'x'.repeat(12)}`,
      `+  1  …${'x'.repeat(12)}b`,
    ]);
    expect(compare(kinds, [['1', long]], []).lines.slice(1)).toEqual([`-  1  ${'x'.repeat(39)}…`]);
  });
});

describe('rows in any order, within a tolerance', () => {
  const tolerance = parseTolerance('1');
  const how: Comparison = { isOrdered: false, tolerance };
  const row = fc.tuple(fc.constantFrom('a', 'b', null), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }));
  const kinds: Kinds = { key: 'text', x: 'number', y: 'number' };
  const toRows = (rows: readonly (readonly [string | null, number, number])[]): Rows =>
    rows.map(([key, x, y]) => [key, String(x), String(y)]);

  it('find their partners, however they are moved and shaken', () => {
    const shaken = fc.tuple(row, fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 1 }), fc.nat());
    fc.assert(
      fc.property(fc.array(shaken, { maxLength: 40 }), (rows) => {
        const expected = toRows(rows.map(([each]) => each));
        const moved = rows
          .toSorted((a, b) => a[3] - b[3])
          .map(([[key, x, y], dx, dy]) => [key, x + dx, y + dy] as const);
        expect(compare(kinds, expected, toRows(moved), how).count).toBe(0);
      }),
    );
  });

  it('leave as few without a partner as can be: as many as trying all ways leaves', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.array(row, { maxLength: 6 }), (left, right) => {
        const most = mostPairs(left, right);
        const { count } = compare(kinds, toRows(left), toRows(right), how);
        expect(count).toBe(Math.max(left.length, right.length) - most);
      }),
    );
  });

  it('are compared fast even where all of a thousand are near each other', () => {
    const near = Array.from({ length: 1000 }, (_, n) => ['a', '0', String(n / 1000)]);
    const far = near.map(([key = '', x = '', y = ''], n) => (n % 10 === 0 ? [key, '5', y] : [key, x, y]));
    expect(compare(kinds, near, far, how).count).toBe(100);
  });
});

type NumberRow = readonly [string | null, number, number];

/** The pairs that there can be at most, found by trying all. */
function mostPairs(left: readonly NumberRow[], right: readonly NumberRow[]): number {
  const [first, ...rest] = left;
  if (first === undefined) return 0;
  const without = mostPairs(rest, right);
  const ways = right.flatMap((other, index) =>
    first[0] === other[0] && Math.abs(first[1] - other[1]) <= 1 && Math.abs(first[2] - other[2]) <= 1
      ? [1 + mostPairs(rest, right.toSpliced(index, 1))]
      : [],
  );
  return Math.max(without, ...ways);
}

describe('rows in order', () => {
  const rows = fc
    .array(fc.constantFrom('a', 'b', 'c', null), { maxLength: 12 })
    .map((cells) => cells.map((cell) => [cell]));

  it('are the same if and only if they are so place by place', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const { count, lines } = compare({ a: 'text' }, left, right, LIST);
        expect(count === 0).toBe(JSON.stringify(left) === JSON.stringify(right));
        expect(lines.length === 0).toBe(count === 0);
      }),
    );
  });

  it('differ by one where one was changed, put in or left out', () => {
    const long = Array.from({ length: 3000 }, (_, n) => [String(n)]);
    for (const changed of [long.with(1500, ['x']), long.toSpliced(1500, 0, ['x']), long.toSpliced(1500, 1)]) {
      expect(compare({ a: 'text' }, long, changed, LIST).count).toBe(1);
    }
  });

  it('are compared place by place where there are too many differences for a good diff', () => {
    const long = Array.from({ length: 3000 }, (_, n) => [String(n)]);
    const ends = long.with(0, ['x']).with(2999, ['y']);
    expect(compare({ a: 'text' }, long, ends, LIST).count).toBe(2);
  });
});
