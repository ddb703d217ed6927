import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN, INCOMPLETE } from '../../src/records/scan-state.ts';
import { MAX_DEPTH, Scanner } from '../../src/records/scanner.ts';

function scan(text: string): { result: number; scanner: Scanner } {
  const bytes = Buffer.from(text);
  const scanner = new Scanner();
  return { result: scanner.scan(bytes, 0, bytes.length), scanner };
}

/** Whether the scanner takes all of a text as one container. */
function accepts(text: string): boolean {
  const { result } = scan(text);
  return result === Buffer.byteLength(text);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON text of an object, with blanks anywhere and escapes in many ways. */
const blanks = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const layout = fc.record({ value: fc.object({ withBigInt: false }), indent: fc.nat(3) });

describe('Scanner', () => {
  it.each([
    '{}',
    '{ }',
    '[]',
    '{"a":1}',
    '{"":""}',
    '{"a":[1,2,{"b":[]}],"c":{}}',
    '{"a":-0}',
    '{"a":0.5e-10}',
    '{"a":1E+2}',
    '{"a":true,"b":false,"c":null}',
    '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"}',
    '{"a":"\u007f\u2028é🎵"}',
    '{\t"a"\r\n:\n1 , "b" :2}',
  ])('accepts %j', (text) => {
    expect(parses(text)).toBe(true);
    expect(accepts(text)).toBe(true);
  });

  it.each([
    ['{"a":1,}', 7, 'a key in double quotes'],
    ['{"a":[1,]}', 8, 'a value'],
    ['{,}', 1, 'a key in double quotes'],
    ["{'a':1}", 1, 'a key in double quotes'],
    ['{a:1}', 1, 'a key in double quotes'],
    ['{"a" 1}', 5, 'a colon after the key'],
    ['{"a":1 "b":2}', 7, 'a comma or "}"'],
    ['{"a":[1 2]}', 8, 'a comma or "]"'],
    ['{"a":NaN}', 5, 'a value'],
    ['{"a":Infinity}', 5, 'a value'],
    ['{"a":-Infinity}', 6, 'a digit'],
    ['{"a":/*x*/1}', 5, 'a value'],
    ['{"a":01}', 6, 'no digit after a leading zero'],
    ['{"a":+1}', 5, 'a value'],
    ['{"a":.5}', 5, 'a value'],
    ['{"a":5.}', 7, 'a digit after the decimal point'],
    ['{"a":1e}', 7, 'a digit in the exponent'],
    ['{"a":nul}', 8, 'the word null'],
    ['{"a":truE}', 8, 'the word true'],
    ['{"a":"\t"}', 6, 'the closing quote of a string'],
    ['{"a":"x\n"}', 7, 'the closing quote of a string'],
    ['{"a":"\\x"}', 7, 'one of "\\/bfnrtu after a backslash'],
    ['{"a":"\\u12g4"}', 10, 'four hexadecimal digits after \\u'],
    ['{"a":"\\ud83d\\u12g4"}', 16, 'four hexadecimal digits after \\u'],
    ['{"a":1}}'.slice(0, -1).replace('}', ']'), 6, 'a comma or "}"'],
    ['{"a":\f1}', 5, 'a value'],
    ['{"a":\u00a01}', 5, 'a value'],
  ])('refuses %j at byte %i', (text, at, expected) => {
    const { result, scanner } = scan(text);
    expect(parses(text)).toBe(false);
    expect({ result, at: scanner.failedAt, expected: scanner.expected }).toEqual({ result: BROKEN, at, expected });
  });

  it('agrees with JSON.parse on any object in any layout, and finds its members', () => {
    fc.assert(
      fc.property(layout, blanks, ({ value, indent }, blank) => {
        const text = JSON.stringify(value, null, indent).replaceAll('\n', `${blank}\n`);
        const { result, scanner } = scan(text);
        const bytes = Buffer.from(text);
        const { members } = scanner;
        const found = Array.from({ length: members.count }, (_, n) => [
          JSON.parse(bytes.toString('utf8', (members.keyStart[n] as number) - 1, (members.keyEnd[n] as number) + 1)),
          JSON.parse(bytes.toString('utf8', members.valueStart[n], members.valueEnd[n])),
        ]);
        expect(result).toBe(bytes.length);
        expect(Object.fromEntries(found)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('agrees with JSON.parse on objects with one character changed', () => {
    const change = fc.constantFrom(...'{}[]",:\\u0123.eE+-tfn \t\n\f\0x');
    fc.assert(
      fc.property(fc.object({ withBigInt: false }), fc.nat(), change, fc.boolean(), (value, where, char, insert) => {
        const text = JSON.stringify(value);
        const at = 1 + (where % (text.length - 1));
        const changed = text.slice(0, at) + char + text.slice(insert ? at : at + 1);
        expect(accepts(changed)).toBe(parses(changed));
      }),
      { numRuns: 1000 },
    );
  });

  it('calls every beginning of an object incomplete', () => {
    fc.assert(
      fc.property(fc.object({ withBigInt: false }), fc.nat(), (value, where) => {
        const bytes = Buffer.from(JSON.stringify(value));
        // What lies behind the end must not be looked at: here it is the rest of the object.
        expect(new Scanner().scan(bytes, 0, 1 + (where % (bytes.length - 1)))).toBe(INCOMPLETE);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['"\\ud83c\\udfb5"', false],
    ['"\\ud83c"', true],
    ['"\\udfb5"', true],
    ['"\\udfb5\\ud83c"', true],
    ['"\\ud83c\\n"', true],
    ['"\\ud83cx"', true],
    ['"\\ud83c\\u0041"', true],
    ['"\\ud83c\\ud83c\\udfb5"', true],
  ])('marks half characters: %s %s', (string, marked) => {
    const { result, scanner } = scan(`{"a":${string}}`);
    expect(result).toBeGreaterThan(0);
    expect(scanner.loneSurrogate >= 0).toBe(marked);
    const text: string = JSON.parse(string);
    expect(Buffer.from(text).toString() === text).toBe(!marked);
  });

  it('bears 1,000 levels and no more', () => {
    const nest = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    expect(accepts(nest(MAX_DEPTH))).toBe(true);
    expect(scan(nest(MAX_DEPTH + 1))).toMatchObject({ result: BROKEN });
    expect(scan('['.repeat(1_000_000))).toMatchObject({ result: BROKEN });
  });
});
