import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResultTable } from '../../../src/core/warehouse.ts';
import { toCsv } from '../../../src/reporters/results/csv.ts';
import { toJson } from '../../../src/reporters/results/json.ts';
import { toMarkdown } from '../../../src/reporters/results/markdown.ts';
import { toTextTable } from '../../../src/reporters/results/table.ts';
import { displayWidth } from '../../../src/reporters/text.ts';

type Value = string | null;

function table(
  kinds: Readonly<Record<string, ResultTable['columns'][number]['kind']>>,
  ...rows: Value[][]
): ResultTable {
  return { columns: Object.entries(kinds).map(([name, kind]) => ({ name, kind })), rows };
}

const text = (...values: Value[]) => table({ a: 'text' }, ...values.map((value) => [value]));
const NONE = table({ name: 'text', plays: 'number' });

describe('csv', () => {
  it.each<[string, ResultTable, string]>([
    ['NULL and empty text', table({ a: 'text', b: 'text' }, [null, '']), 'a,b\r\n,""\r\n'],
    ['quotes, commas, line breaks', text('"', ',', '\n', '\r'), 'a\r\n""""\r\n","\r\n"\n"\r\n"\r"\r\n'],
    ['values as they are', text(' a ', '\u001b[1m'), 'a\r\n a \r\n\u001b[1m\r\n'],
    ['names that need quotes', table({ 'a,b': 'text' }), '"a,b"\r\n'],
    ['no row', NONE, 'name,plays\r\n'],
  ])('%s', (_, result, expected) => {
    expect(toCsv(result)).toBe(expected);
  });
});

describe('json', () => {
  it.each<[string, ResultTable, string]>([
    ['no row', NONE, '[]\n'],
    ['a row a line', text('x', null), '[\n{"a":"x"},\n{"a":null}\n]\n'],
    ['booleans', table({ a: 'boolean' }, ['true'], ['false']), '[\n{"a":true},\n{"a":false}\n]\n'],
    ['numbers', table({ a: 'number' }, ['-1.50'], ['1e21']), '[\n{"a":-1.50},\n{"a":1e21}\n]\n'],
    ['digits that a double loses', table({ a: 'number' }, ['9007199254740993']), '[\n{"a":"9007199254740993"}\n]\n'],
    ['numbers that JSON has not', table({ a: 'number' }, ['NaN'], ['-inf']), '[\n{"a":"NaN"},\n{"a":"-inf"}\n]\n'],
    ['digits in text', text('1'), '[\n{"a":"1"}\n]\n'],
  ])('%s', (_, result, expected) => {
    expect(toJson(result)).toBe(expected);
  });

  it('refuses two columns of one name, which the others write', () => {
    const twins: ResultTable = { columns: [...text().columns, ...text().columns], rows: [['1', '2']] };
    expect(() => toJson(twins)).toThrow('two columns are called a');
    expect(toCsv(twins)).toBe('a,a\r\n1,2\r\n');
  });
});

describe('markdown', () => {
  it('has numbers to the right, and nothing in values that is taken for markup', () => {
    const result = table({ 'a|b': 'text', n: 'number' }, ['x|y\\|', '1'], [null, null], ['a\nb *<i>*', '2']);
    expect(toMarkdown(result)).toBe(
      '| a\\|b | n |\n| --- | ---: |\n| x\\|y\\\\\\| | 1 |\n| NULL | NULL |\n| a b \\*\\<i>\\* | 2 |\n',
    );
  });
});

describe('table', () => {
  it('has numbers to the right, NULL as a word and control characters in sight', () => {
    const result = table({ name: 'text', plays: 'number' }, ['a', '10'], [null, null], ['\u001b[31m\n', '7']);
    expect(toTextTable(result, 80)).toBe(
      'name         plays\n───────────  ─────\na               10\nNULL          NULL\n\\u{1b}[31m       7\n',
    );
  });

  it('cuts the widest texts only, never a number', () => {
    const result = table({ id: 'number', a: 'text', b: 'text' }, ['12345678901234567890', 'x'.repeat(50), 'short']);
    const [header, rule, row] = toTextTable(result, 40).split('\n');
    expect(row).toBe(`12345678901234567890  ${'x'.repeat(10)}…  short`);
    expect(rule).toHaveLength(40);
    expect(header).toBe(`${' '.repeat(18)}id  a            b`);
  });

  it('shows the header of a result without rows', () => {
    expect(toTextTable(NONE, 80)).toBe('name  plays\n────  ─────\n');
  });

  it('fits as long as columns can be cut to six, whatever the texts are', () => {
    const cell = fc.option(fc.string({ unit: 'grapheme', maxLength: 60 }));
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 22, max: 120 }), (values, width) => {
        const lines = toTextTable(table({ a: 'text', b: 'text', c: 'text' }, ...values), width)
          .replace(/\n$/, '')
          .split('\n');
        expect(lines).toHaveLength(values.length + 2);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

/** RFC 4180, where a quoted field is never NULL and an empty one always. */
function parseCsv(csv: string): Value[][] {
  const records: Value[][] = [[]];
  for (const [, field = '', end] of csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    const value = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field === '' ? null : field;
    records.at(-1)?.push(value);
    if (end !== ',') records.push([]);
  }
  return records.slice(0, -1);
}

describe('what was written can be read again', () => {
  const value = fc.option(
    fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'",\r\n\\ x') })),
  );
  const results = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const row = fc.array(value, { minLength: width, maxLength: width });
    const names = fc.uniqueArray(fc.oneof(fc.constantFrom('__proto__', '1', '0'), fc.string({ minLength: 1 })), {
      minLength: width,
      maxLength: width,
    });
    return fc.record({ names, rows: fc.array(row, { maxLength: 5 }) });
  });
  const toTable = ({ names, rows }: { names: string[]; rows: Value[][] }): ResultTable => ({
    columns: names.map((name) => ({ name, kind: 'text' })),
    rows,
  });

  it('as CSV', () => {
    fc.assert(
      fc.property(results, (result) => {
        expect(parseCsv(toCsv(toTable(result)))).toEqual([result.names, ...result.rows]);
      }),
    );
  });

  it('as JSON', () => {
    fc.assert(
      fc.property(results, (result) => {
        const read = JSON.parse(toJson(toTable(result))) as Record<string, Value>[];
        const values = read.map((row) => result.names.map((name) => Object.getOwnPropertyDescriptor(row, name)?.value));
        expect(values).toEqual(result.rows);
      }),
    );
  });

  it('numbers as JSON, without a digit lost', () => {
    fc.assert(
      fc.property(fc.oneof(fc.bigInt().map(String), fc.double().map(String)), (number) => {
        const [row] = JSON.parse(toJson(table({ n: 'number' }, [number]))) as { n: number | string }[];
        if (typeof row?.n === 'string') expect(row.n).toBe(number);
        else expect(row?.n).toBe(Number(number));
        if (typeof row?.n === 'number' && /^-?\d+$/.test(number)) expect(BigInt(row.n)).toBe(BigInt(number));
      }),
    );
  });
});
