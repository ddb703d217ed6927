import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpected } from '../../../src/checks/expected/csv-file.ts';
import { toCsv } from '../../../src/reporters/results/csv.ts';

describe('an expected result', () => {
  it.each<[string, string, ReturnType<typeof parseExpected>]>([
    [
      'with NULL and empty text, line breaks and quotes',
      'a,b\r\n,""\r\n"x\r\ny","q""q"\r\n',
      {
        columns: ['a', 'b'],
        rows: [
          [null, ''],
          ['x\r\ny', 'q"q'],
        ],
        isEmptyNull: false,
      },
    ],
    [
      'with LF, a byte order mark and no last line end',
      '\ufeffa,b\n1,2',
      { columns: ['a', 'b'], rows: [['1', '2']], isEmptyNull: false },
    ],
    ['with blank lines', 'a,b\n1,2\n\n\n', { columns: ['a', 'b'], rows: [['1', '2']], isEmptyNull: false }],
    [
      'of one column, where blank lines are NULL',
      'a\n1\n\n',
      { columns: ['a'], rows: [['1'], [null]], isEmptyNull: false },
    ],
    ['with all in quotes', '"a","b"\n"","1"\n\n', { columns: ['a', 'b'], rows: [['', '1']], isEmptyNull: true }],
    [
      'with all in quotes but NULL',
      '"a","b"\n,"1"\n',
      { columns: ['a', 'b'], rows: [[null, '1']], isEmptyNull: false },
    ],
    ['without rows', 'a,b\n', { columns: ['a', 'b'], rows: [], isEmptyNull: false }],
  ])('%s', (_, text, table) => {
    expect(parseExpected(text)).toEqual(table);
  });

  it.each([
    ['', 'line 1: expected the names of the columns'],
    ['\na\n', 'line 1: expected the names of the columns'],
    ['a,b\n1,2\n\n1\n', 'line 4: expected 2 fields, found 1'],
    ['a\n1,2\n', 'line 2: expected 1 fields, found 2'],
    ['a\n\n"x\n', 'line 3: a quote without its partner'],
    ['a\n"x"y\n', 'line 2: a quote within a field in quotes must stand twice'],
    ['a\nx"y\n', 'line 2: a field with a quote in it must be in quotes itself'],
  ])('%j is refused: %s', (text, problem) => {
    expect(() => parseExpected(text)).toThrow(new Error(problem));
  });

  it('is read as it was written', () => {
    const cell = fc.option(fc.oneof(fc.string(), fc.constantFrom('', '"', ',', '\n', '\r\n', '\r', ' ', '\ufeff')));
    const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.record({
        names: fc.array(fc.string({ minLength: 1 }), { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width })),
      }),
    );
    fc.assert(
      fc.property(table, ({ names, rows }) => {
        const read = parseExpected(toCsv({ columns: names.map((name) => ({ name, kind: 'text' })), rows }));
        expect(read.columns).toEqual(names);
        expect(read.rows).toEqual(rows);
      }),
    );
  });
});
