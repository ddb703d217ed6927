import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, Framer, MAX_OBJECT_BYTES } from '../support/redshift/copy/framer.ts';

function frames(...chunks: readonly (string | Uint8Array)[]): Frame[] {
  const framer = new Framer();
  return [...chunks.flatMap((chunk) => framer.push(Buffer.from(chunk as string))), ...framer.end()];
}

const shown = (list: readonly Frame[]) => list.map(({ kind, bytes, line }) => `${kind} ${line} ${bytes}`);

describe('framing', () => {
  it.each([
    ['', []],
    [' \n\t\r\n', []],
    ['{}{}', ['object 1 {}', 'object 1 {}']],
    ['{"a":1}\n\n{"b":\n2\n}  {"c":3}', ['object 1 {"a":1}', 'object 5 {"b":\n2\n}', 'object 5 {"c":3}']],
    ['{"a":"}{\\"]\\\\"}{}', ['object 1 {"a":"}{\\"]\\\\"}', 'object 1 {}']],
    ['{"a":{"b":[1,{}]}}', ['object 1 {"a":{"b":[1,{}]}}']],
  ])('takes %j', (text, expected) => expect(shown(frames(text))).toEqual(expected));

  it.each([
    ['{"a":1},{"b":2}', ['object 1 {"a":1}', 'stray 1 ,', 'object 1 {"b":2}']],
    ['one\ntwo {"a":1} three', ['stray 1 one', 'stray 2 two ', 'object 2 {"a":1}', 'stray 2 three']],
    ['[{"a":1},\n{"b":2}]\n{}', ['array 2 [{"a":1},\n{"b":2}]', 'object 3 {}']],
    ['\ufeff{}', ['stray 1 \ufeff', 'object 1 {}']],
  ])('finds what is no object in %j', (text, expected) => expect(shown(frames(text))).toEqual(expected));

  it.each([
    ['{"a":1,"fir\n{"b":2}', ['broken 1 {"a":1,"fir', 'object 2 {"b":2}']],
    ["{'a':1}\n{}", ["broken 1 {'a':1}", 'object 2 {}']],
    ['{"a":1,}{"b":2}\n{}', ['broken 1 {"a":1,}{"b":2}', 'object 2 {}']],
    ['{"a":\n01}\n{}', ['broken 2 {"a":\n01}', 'object 3 {}']],
    ['{"a":NaN}', ['broken 1 {"a":NaN}']],
    ['{"a":"\t"}', ['broken 1 {"a":"\t"}']],
    ['{"a":"\\x"}', ['broken 1 {"a":"\\x"}']],
    ['{"a":[1}', ['broken 1 {"a":[1}']],
    ['{"a":1}{"b":\n\n', ['object 1 {"a":1}', 'broken 3 {"b":\n\n']],
  ])('goes on with the line after what is broken in %j', (text, expected) =>
    expect(shown(frames(text))).toEqual(expected),
  );

  it('refuses objects of more than 4 MB, and keeps no more than their beginning', () => {
    const object = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`;
    const [fits, tooLarge, next] = frames(object(MAX_OBJECT_BYTES), '\n', object(MAX_OBJECT_BYTES + 1), '\n{}');
    expect(fits).toMatchObject({ kind: 'object', line: 1 });
    expect(fits?.bytes).toHaveLength(MAX_OBJECT_BYTES);
    expect(tooLarge).toMatchObject({ kind: 'too-large', line: 2, offset: MAX_OBJECT_BYTES + 1 });
    expect(tooLarge?.bytes).toHaveLength(1024);
    expect(next).toMatchObject({ kind: 'object', line: 3 });
  });

  it('gives the same for every way of cutting a file, whatever is in it', () => {
    const piece = fc.oneof(
      fc.json(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value, null, 1)),
      fc.constantFrom('{', '}', '[', ']', ',', '"', '\\', 'null', '{"a":1}', '{}', '\n', '\r\n', ' '),
      fc.string({ unit: 'binary' }),
    );
    const cuts = fc.array(fc.nat());
    fc.assert(
      fc.property(fc.array(piece), cuts, (pieces, at) => {
        const bytes = Buffer.from(pieces.join(''));
        const edges = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
        expect(frames(...chunks)).toEqual(frames(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('finds every object of any concatenation of objects, with its last line', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    const layout = fc.constantFrom(0, 2);
    const between = fc.constantFrom('', ' ', '\n', '\r\n', '\t\n\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(objects, layout, between)), (list) => {
        const texts = list.map(([object, indent, after]) => [JSON.stringify(object, null, indent), after] as const);
        let before = '';
        const expected = texts.map(([text, after]) => {
          before += text;
          const line = before.split('\n').length;
          before += after;
          return `object ${line} ${text}`;
        });
        expect(shown(frames(before))).toEqual(expected);
      }),
    );
  });
});
