import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortDecimal } from '../../src/records/numbers.ts';
import { writeUnescaped } from '../../src/records/unescape.ts';
import { indexOf, readAll } from '../support/records.ts';

describe('a short decimal number', () => {
  const read = (text: string, wholeOnly = false) => {
    const bytes = Buffer.from(`<${text}>`);
    return shortDecimal(bytes, 1, bytes.length - 1, wholeOnly);
  };

  it('is the same as the long way finds, or left to it', () => {
    const digits = fc.stringMatching(/^-?\d{1,16}(\.\d{1,16})?$/);
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    fc.assert(
      fc.property(fc.oneof(digits, double), (text) => {
        const value = read(text);
        if (!Number.isNaN(value)) expect(value).toBe(Number(text));
      }),
      { numRuns: 3000, examples: [['0.1'], ['290.69734'], ['-0'], ['123456789012345'], ['0.000000000000001']] },
    );
  });

  it('is read where it has at most 15 digits and nothing but digits, a minus and a point', () => {
    const read15 = ['0', '7', '-7', '007', '999999999999999', '1540919166796.0', '-0.5', '12345678.1234567'];
    for (const text of read15) expect(read(text), text).toBe(Number(text));
    const left = [
      '',
      '-',
      '.',
      '.5',
      '5.',
      '-.5',
      '1e3',
      '+1',
      ' 1',
      '1 ',
      '1.2.3',
      '--1',
      '1234567890123456',
      'x',
      '0x1',
    ];
    for (const text of left) expect(read(text), text).toBeNaN();
  });

  it('is left to the long way for its point where only whole numbers will do', () => {
    expect(read('12', true)).toBe(12);
    expect(read('12.0', true)).toBeNaN();
  });
});

describe('a string with escapes', () => {
  const read = (json: string) => {
    const bytes = Buffer.from(json);
    const target = Buffer.alloc(bytes.length);
    return target.toString('utf8', 0, writeUnescaped(bytes, 1, bytes.length - 1, target));
  };

  it('is what JSON.parse makes of it', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom(
        '\\/',
        '\\b',
        '\\f',
        '\\n',
        '\\r',
        '\\t',
        '\\"',
        '\\\\',
        '\\u0041',
        '\\u00E9',
        '\\u20ac',
        '\\uD83D\\ude00',
      ),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const json = `"${units.join('')}"`;
        expect(read(json)).toBe(JSON.parse(json));
      }),
      {
        numRuns: 1000,
        examples: [[['\\u0000', '\\u007f', '\\u0080', '\\u07ff', '\\u0800', '\\uffff', '\\udbff\\udfff']]],
      },
    );
  });
});

describe('keys', () => {
  it('are found in every record, whatever the one before it had in their places', async () => {
    const record = (members: string) => `{"itemInSession":1,"page":"p","sessionId":1,"ts":1,${members}}`;
    const members = [
      '"song":"a"',
      '"sons":"x","song":"b"',
      '"SONG":"c"',
      '"song":"d"',
      '"\\u0073ong":"e"',
      '"song":"f","x":1',
    ];
    const { rows, rejects } = await readAll(members.map(record).join('\n'));
    expect(rejects).toEqual([]);
    expect(rows.map((row) => row[indexOf('song')])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('are found again after a record with more members than are remembered', async () => {
    const many = Array.from({ length: 200 }, (_, n) => `"k${n}":${n}`).join(',');
    const record = (song: string) => `{${many},"itemInSession":1,"page":"p","sessionId":1,"ts":1,"song":"${song}"}`;
    const { rows } = await readAll([record('a'), record('b')].join('\n'));
    expect(rows.map((row) => row[indexOf('song')])).toEqual(['a', 'b']);
  });
});
