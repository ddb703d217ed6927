import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countLines, LineCounter } from '../../../src/warehouses/duckdb/lines.ts';

it.each([
  ['', 0],
  ['{}', 1],
  ['{}\n', 1],
  ['\n \r\n\t\n\v\f\n', 0],
  ['{}\r\n\n  {}  \n{}', 3],
  ['\u00a0', 1],
])('counts the lines of %j that have anything in them', (text, count) => {
  expect(countLines(Buffer.from(text))).toBe(count);
});

it('counts alike wherever a file is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('{', ' ', '\n', '\r'), maxLength: 30 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(5)), (content, lengths) => {
      const counter = new LineCounter();
      let rest: Uint8Array = Buffer.from(content);
      for (const length of lengths) {
        counter.read(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      counter.read(rest);
      expect(counter.end()).toBe(content.split('\n').filter((line) => line.trim() !== '').length);
    }),
  );
});
