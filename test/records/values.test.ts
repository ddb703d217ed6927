import { describe, expect, it } from 'vitest';
import type { RowValue } from '../../src/core/dataset.ts';
import { SONGS } from '../../src/records/songs.ts';
import { indexOf, rawEvent, readAll } from '../support/records.ts';

/** What a value, as raw JSON, becomes in a column: the value, or the reject. */
async function load(key: string, json: string) {
  const { rows, rejects } = await readAll(rawEvent(`"${key}":${json}`));
  return rejects[0] ?? rows[0]?.[indexOf(key.toLowerCase())];
}

const TEXT: [string, RowValue][] = [
  ['"Björk 🎵"', 'Björk 🎵'],
  ['"\\u0042j\\u00f6rk \\ud83c\\udfb5"', 'Björk 🎵'],
  ['"a\\"\\\\\\/\\b\\f\\n\\r\\tz"', 'a"\\/\b\f\n\r\tz'],
  ['""', ''],
  ['" "', ' '],
  ['null', null],
  ['112', '112'],
  ['1.10', '1.10'],
  ['-1E+05', '-1E+05'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['-0', '0'],
  ['0', '0'],
  [`"${'x'.repeat(1024)}"`, 'x'.repeat(1024)],
  [`"${'€'.repeat(341)}x"`, `${'€'.repeat(341)}x`],
  [`"${'\\u00e9'.repeat(512)}"`, 'é'.repeat(512)],
];

const INTEGERS: [string, RowValue][] = [
  ['0', 0],
  ['-0', 0],
  ['42', 42],
  ['1540919166796.0', 1540919166796],
  ['1e3', 1000],
  ['1.50e1', 15],
  ['100e-2', 1],
  ['0e-99', 0],
  ['0.0', 0],
  ['9007199254740991', 9007199254740991],
  ['-9007199254740991', -9007199254740991],
  ['"26"', 26],
  ['"-26"', -26],
  ['"+26"', 26],
  ['"0026"', 26],
  ['" \\t26.0\\n"', 26],
  ['""', null],
  ['"  "', null],
  ['null', null],
];

const NOT_INTEGERS = [
  '1.5',
  '1e-3',
  '9007199254740990.4',
  '0.00000000000000000000000000000000000000000000001',
  '"abc"',
  '"1.5"',
  '"1_000"',
  '"0x1A"',
  '"1,000"',
  '"1 2"',
  '"--1"',
  '"+"',
  '".5"',
  '"5."',
  '"1e"',
  '"NaN"',
  '"\u00a01"',
  '"\u0663"',
  'true',
];

describe('text', () => {
  it.each(TEXT)('%s is %j', async (json, value) => {
    expect(await load('song', json)).toBe(value);
  });

  it.each([
    ['true', 'expected text, found true'],
    ['false', 'expected text, found false'],
    ['{"a":1}', 'expected text, found an object'],
    ['["a"]', 'expected text, found an array'],
    ['"\\u0000"', 'holds the character U+0000, which databases do not store'],
    [`"${'x'.repeat(1300)}"`, 'longer than 1024 bytes of UTF-8 (it has 1300)'],
    [`"${'€'.repeat(342)}"`, 'longer than 1024 bytes of UTF-8 (it has 1026)'],
    [`"${'\\u00e9'.repeat(513)}"`, 'longer than 1024 bytes of UTF-8 (it has 1026)'],
    ['1'.repeat(1025), 'longer than 1024 bytes of UTF-8 (it has 1025)'],
  ])('%s is refused', async (json, reason) => {
    const value = json.length > 200 ? `${json.slice(0, 200)}…` : json;
    expect(await load('song', json)).toMatchObject({ line: 1, column: 'song', value, reason });
  });
});

describe('whole numbers', () => {
  it.each(INTEGERS)('%s is %j', async (json, value) => {
    expect(await load('userId', json)).toBe(value);
  });

  it.each(NOT_INTEGERS)('%s is refused', async (json) => {
    const found = json.length > 40 ? `${json.slice(0, 40)}…` : json;
    const reason = `expected an integer, found ${found}`;
    expect(await load('userId', json)).toMatchObject({ column: 'userid', value: json, reason });
    expect(await load('status', json)).toMatchObject({ column: 'status', value: json, reason });
  });

  it.each([
    ['userId', '9007199254740992', 'out of range (-9007199254740991 to 9007199254740991): 9007199254740992'],
    ['userId', '"-9007199254740993"', 'out of range (-9007199254740991 to 9007199254740991): "-9007199254740993"'],
    [
      'userId',
      '1e999999999999999999999',
      'out of range (-9007199254740991 to 9007199254740991): 1e999999999999999999999',
    ],
    ['status', '2147483648', 'out of range (-2147483648 to 2147483647): 2147483648'],
    ['status', '-2147483649', 'out of range (-2147483648 to 2147483647): -2147483649'],
    ['ts', '-1', 'outside the years 1970 to 9999: -1'],
    ['ts', '253402300800000', 'outside the years 1970 to 9999: 253402300800000'],
    ['userId', '{}', 'expected an integer, found an object'],
    ['userId', '[1]', 'expected an integer, found an array'],
  ])('%s of %s is refused', async (key, json, reason) => {
    expect(await load(key, json)).toMatchObject({ column: key.toLowerCase(), value: json, reason });
  });

  it.each([
    ['status', '2147483647', 2147483647],
    ['status', '-2147483648', -2147483648],
    ['ts', '0', 0],
    ['ts', '"253402300799999"', 253402300799999],
  ])('%s of %s is at the limit', async (key, json, value) => {
    expect(await load(key, json)).toBe(value);
  });
});

describe('doubles', () => {
  it.each([
    ['218.93179', 218.93179],
    ['1541016707796.0', 1541016707796],
    ['-1e-5', -0.00001],
    ['-0.0', 0],
    ['1e-400', 0],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['" +0218.5e0 "', 218.5],
    ['""', null],
    ['" \\f"', null],
    ['null', null],
  ])('%s is %j', async (json, value) => {
    expect(await load('length', json)).toBe(value);
  });

  it.each([
    ['1e400', 'beyond the range of a double: 1e400'],
    ['"-1e400"', 'beyond the range of a double: "-1e400"'],
    ['"NaN"', 'expected a number, found "NaN"'],
    ['"Infinity"', 'expected a number, found "Infinity"'],
    ['"1,5"', 'expected a number, found "1,5"'],
    ['false', 'expected a number, found false'],
    ['[]', 'expected a number, found an array'],
  ])('%s is refused', async (json, reason) => {
    expect(await load('length', json)).toMatchObject({ column: 'length', value: json, reason });
  });

  it('takes no time worth mentioning for long runs of blanks and zeros', async () => {
    const blanks = `"${' '.repeat(1_000_000)}x${' '.repeat(1_000_000)}"`;
    expect(await load('userId', blanks)).toMatchObject({ column: 'userid' });
    expect(await load('userId', `${`1${'0'.repeat(1_000_000)}`}${'1'.repeat(1_000_000)}`)).toMatchObject({ line: 1 });
  });
});

describe('needed columns', () => {
  const reason = 'needed, but missing';

  it.each([
    ['page', 'null'],
    ['page', '""'],
    ['ts', 'null'],
    ['ts', '""'],
    ['sessionId', '"  "'],
    ['itemInSession', 'null'],
  ])('%s may not be %s', async (key, json) => {
    expect(await load(key, json)).toMatchObject({ column: key.toLowerCase(), value: json, reason });
  });

  it('may not be left out; the line is that of the record', async () => {
    const { rejects } = await readAll('\n{\n"ts":1}');
    expect(rejects).toMatchObject([{ line: 2, column: 'iteminsession', value: null, reason }]);
    const song = await readAll('{"song_id":"S","artist_id":""}', { dataset: SONGS });
    expect(song.rejects).toMatchObject([{ table: 'staging_songs', column: 'artist_id', value: '""', reason }]);
  });

  it('take a page of blanks and a 0', async () => {
    expect(await load('page', '" "')).toBe(' ');
    expect(await load('itemInSession', '0')).toBe(0);
  });
});

it('names the first offending column in the order of the dataset, on its own line', async () => {
  const { rejects } = await readAll('{"userId":"x",\n"status":"y",\n\n"length":[],\n"page":""}');
  expect(rejects).toMatchObject([{ column: 'iteminsession', line: 1 }]);
  const complete = await readAll(`{"userId":"x",\n"status":"y",\n"length":\n[],${rawEvent().slice(1)}`);
  expect(complete.rejects).toMatchObject([{ column: 'length', line: 4, value: '[]' }]);
});
