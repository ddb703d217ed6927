import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMembers } from '../support/redshift/copy/json-value.ts';
import { findUtf8Fault, replaceFaults } from '../support/redshift/copy/utf8.ts';

describe('members', () => {
  const members = (text: string) =>
    Object.fromEntries(
      Array.from(readMembers({ bytes: Buffer.from(text) }), ([key, { kind, bytes }]) => [key, `${kind} ${bytes}`]),
    );

  it('are the text of what is no string', () => {
    expect(members('{ "a" : -1.50e3 , "b":true,"c":null, "d" :{"x": "}" }, "e":[1, "]"] } ')).toEqual({
      a: 'number -1.50e3',
      b: 'boolean true',
      c: 'null null',
      d: 'object {"x": "}" }',
      e: 'array [1, "]"]',
    });
  });

  it('have their escapes resolved, keys too, and the last of a doubled key counts', () => {
    expect(members('{"\\u0061":"\\u00e9\\ud834\\udd1e\\n\\"\\\\\\/é","b":1,"b":2}')).toEqual({
      a: 'string é𝄞\n"\\/é',
      b: 'number 2',
    });
  });

  it('are those that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (object) => {
        const found = readMembers({ bytes: Buffer.from(JSON.stringify(object)) });
        const sound = Object.fromEntries(Array.from(found, ([key, { bytes }]) => [key, bytes.toString()]));
        expect(sound).toEqual(object);
      }),
    );
  });

  it('keep a lone surrogate as what is no UTF-8', () => {
    const text = readMembers({ bytes: Buffer.from('{"a":"x\\ud834y"}') }).get('a')?.bytes ?? Buffer.of();
    expect(findUtf8Fault(text)).toEqual({ start: 1, bytes: Buffer.from([0xed, 0xa0, 0xb4]), code: 5 });
  });
});

describe('UTF-8', () => {
  it.each([
    ['a4', 'a4', 3],
    ['c328', 'c3', 4],
    ['e282', 'e2 82', 2],
    ['f4908080', 'f4 90 80 80', 7],
    ['f888808080', 'f8', 1],
    ['eda080', 'ed a0 80', 5],
    ['00', '00', 3],
  ])('%s is not', (hex, bad, code) => {
    const fault = findUtf8Fault(Buffer.from(`41${hex}`, 'hex'));
    expect(fault).toMatchObject({ start: 1, code });
    expect(fault?.bytes.toString('hex')).toBe(bad.replaceAll(' ', ''));
  });

  it('faults are found exactly where a strict decoder finds them, and can be replaced', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const bytes = Buffer.from(array.map((byte) => byte || 1));
        let isSound = true;
        try {
          decoder.decode(bytes);
        } catch {
          isSound = false;
        }
        expect(findUtf8Fault(bytes) === undefined).toBe(isSound);
        const replaced = replaceFaults(bytes, '?');
        expect(findUtf8Fault(replaced)).toBeUndefined();
        expect(replaced).toHaveLength(bytes.length);
      }),
    );
  });
});
