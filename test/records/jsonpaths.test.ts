import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { EtlError } from '../../src/core/errors.ts';
import { EVENTS } from '../../src/records/events.ts';
import { parseJsonPaths } from '../../src/records/jsonpaths.ts';
import { topLevelKeys } from '../../src/records/mapping.ts';
import { readAll } from '../support/records.ts';

const DATASET: Dataset = {
  name: 'songs',
  table: 'staging_songs',
  columns: [
    { name: 'title', key: 'title', type: 'text' },
    { name: 'year', key: 'year', type: 'integer', required: true },
  ],
};

const document = (...paths: unknown[]) => JSON.stringify({ jsonpaths: paths });
const parse = (...paths: unknown[]) => parseJsonPaths(document(...paths), DATASET.columns);

function refusal(text: string): EtlError {
  try {
    parseJsonPaths(text, DATASET.columns, 's3://b/paths.json');
  } catch (error) {
    if (error instanceof EtlError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

describe('parseJsonPaths', () => {
  it.each([
    ["$['a']", ['a']],
    ["$['a']['b'][0]", ['a', 'b', 0]],
    ["$['a.b']['c d'][12][3]", ['a.b', 'c d', 12, 3]],
    ["$['*']", ['*']],
    ['$.a', ['a']],
    ['$.a.b[0].c', ['a', 'b', 0, 'c']],
    ['$.firstName_2', ['firstName_2']],
    ['$.Björk', ['Björk']],
  ])('reads %s', (expression, path) => {
    expect(parse(expression, '$.year').paths).toEqual([path, ['year']]);
  });

  it.each([
    ['', 'is empty'],
    ['a', 'does not begin with $'],
    [17, 'a path is a string'],
    ['$', "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ['$.', "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ['$..a', "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ["$['a'", "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ['$["a"]', "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ['$.a[-1]', "is neither like $['a']['b'][0] nor like $.a.b[0]"],
    ["$.a['b']", 'mixes bracket and dot notation'],
    ["$['a'].b", 'mixes bracket and dot notation'],
    ['$.*', 'wildcards are not supported'],
    ['$[*]', 'wildcards are not supported'],
    ['$[0]', 'begins with an index, but a record is an object'],
  ])('refuses %j', (expression, problem) => {
    const error = refusal(document('$.ok', expression));
    expect(error).toMatchObject({ kind: 'usage', message: 's3://b/paths.json has paths that cannot be read' });
    expect(error.details).toEqual([`path 2, ${JSON.stringify(expression)}: ${problem}`]);
    expect(error.hint).toContain('{"jsonpaths": [');
  });

  it('names every path that cannot be read', () => {
    expect(refusal(document('a', '$.b', '')).details).toHaveLength(2);
  });

  it('wants as many paths as there are columns', () => {
    const error = refusal(document('$.a', '$.b', '$.c'));
    expect(error.message).toContain('the number of jsonpaths and the number of columns should match');
    expect(error.message).toContain('JSONPath size: 3, number of columns: 2');
    expect(error.details).toEqual(['the columns are: title, year']);
  });

  it.each([
    ['{"jsonpaths":[}', 's3://b/paths.json is not JSON: '],
    ['["$.a","$.b"]', 's3://b/paths.json is not a JSON object'],
    ['null', 's3://b/paths.json is not a JSON object'],
    ['{}', 's3://b/paths.json needs exactly one key, "jsonpaths", and has no key'],
    ['{"JSONPaths":[]}', 's3://b/paths.json needs exactly one key, "jsonpaths", and has "JSONPaths"'],
    ['{"jsonpaths":[],"x":1}', 's3://b/paths.json needs exactly one key, "jsonpaths", and has "jsonpaths", "x"'],
    ['{"jsonpaths":"$.a"}', '"jsonpaths" in s3://b/paths.json is not an array'],
  ])('refuses the document %s', (text, message) => {
    expect(refusal(text).message).toContain(message);
  });

  it('takes a byte order mark', () => {
    expect(parseJsonPaths(`\ufeff${document('$.a', '$.b')}`, DATASET.columns).paths).toHaveLength(2);
  });

  it('knows whether every path is a top-level key', () => {
    expect(topLevelKeys(parse("$['b']", '$.a'))).toEqual(['b', 'a']);
    expect(topLevelKeys(parse('$.a.b', '$.a'))).toBeUndefined();
  });

  it('reads the file that Sparkify has for its logs', () => {
    const paths = EVENTS.columns.map(({ key }) => `$['${key}']`);
    const { paths: parsed, ignoreCase } = parseJsonPaths(document(...paths), EVENTS.columns);
    expect(parsed).toEqual(EVENTS.columns.map(({ key }) => [key]));
    expect(ignoreCase).toBe(false);
  });
});

describe('records read through JSONPaths', () => {
  const read = (json: string, ...paths: [string, string]) =>
    readAll(json, { dataset: DATASET, mapping: parse(...paths) });

  it.each([
    ['{"a":"x","y":1}', '$.a', ['x', 1]],
    ['{"A":"x","a":null,"y":1}', '$.a', [null, 1]],
    ['{"A":"x","y":1}', '$.a', [null, 1]],
    ['{"a":{"b":[10,{"c":1.50}]},"y":1}', "$['a']['b'][1]['c']", ['1.50', 1]],
    ['{"a":{"b":[10,{"c":"\\u00e9"}]},"y":1}', '$.a.b[1].c', ['é', 1]],
    ['{"a":{},"y":1}', '$.a.b.c', [null, 1]],
    ['{"a":{"b":null},"y":1}', '$.a.b[0]', [null, 1]],
    ['{"y":1}', '$.a.b', [null, 1]],
    ['{"y":1}', '$.y', ['1', 1]],
  ])('%s by %s', async (json, path, row) => {
    expect((await read(json, path, '$.y')).rows).toEqual([row]);
  });

  it.each([
    ['{"a":5,"y":1}', '$.a.b', '5', 'expected an object with the key "b", found 5'],
    ['{"a":{"b":{}},"y":1}', '$.a.b[0]', '{}', 'expected an array, found an object'],
    ['{"a":[1],"y":1}', '$.a[1]', '[1]', 'expected an array with an element [1], found an array'],
    ['{"a":{"b":{"c":[]}},"y":1}', '$.a.b.c', '[]', 'expected text, found an array'],
    ['{"a":{"b":1,"b":2},"y":1}', '$.a.b', '2', '"b" appears twice'],
    ['{"a":1,"a":2,"y":1}', '$.a', '2', '"a" appears twice'],
  ])('%s by %s is refused', async (json, path, value, reason) => {
    expect((await read(json, path, '$.y')).rejects).toMatchObject([{ column: 'title', value, reason }]);
  });

  it('rejects where a needed value is missing, with the line of a nested one', async () => {
    expect((await read('{"y":\n{"z":\n""}}', '$.t', '$.y.z')).rejects).toMatchObject([{ line: 3, column: 'year' }]);
    expect((await read('{"Y":1}', '$.t', '$.y')).rejects).toMatchObject([{ line: 1, value: null, column: 'year' }]);
  });
});
