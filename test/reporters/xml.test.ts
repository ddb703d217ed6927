import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xmlDocument } from '../../src/reporters/xml.ts';
import { parseXml } from '../support/xml.ts';

/** Any UTF-16 text, with much of what XML has rules for. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\0',
      '\u001b',
      '\ud800',
      '\uffff',
      '\t',
      '\n',
      '\r',
      '&',
      '<',
      '>',
      '"',
      "'",
      ']]>',
      'é',
      '🎵',
    ),
  }),
);

/** What XML 1.0 has no way to write, made visible. */
function visible(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed =
      [0x9, 0xa, 0xd].includes(code) ||
      (code >= 0x20 && !(code >= 0xd800 && code < 0xe000) && code < 0xfffe) ||
      code > 0xffff;
    return isAllowed ? character : `\\u{${code.toString(16)}}`;
  }).join('');
}

test('whatever is written is read again', () => {
  const survives = (attribute: string, content: string) => {
    const read = parseXml(xmlDocument({ name: 'a', attributes: { b: attribute }, content }));
    expect(read).toMatchObject({ attributes: { b: visible(attribute) }, text: visible(content) });
  };
  fc.assert(fc.property(texts, texts, survives));
});

test('elements stand on lines of their own', () => {
  const child = { name: 'child', attributes: { n: 1, none: undefined } };
  expect(xmlDocument({ name: 'root', content: [child, { name: 'child', content: 'a & b' }] })).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<root>
  <child n="1"/>
  <child>a &amp; b</child>
</root>
`);
});
