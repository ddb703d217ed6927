import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, cleanLines, cut, displayWidth, padEnd, padStart, wrap } from '../../src/reporters/text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('clean', () => {
  test.each([
    ['plain text …', 'plain text …'],
    ['red \u001b[31mtext\u0007', 'red \\u{1b}[31mtext\\u{7}'],
    ['one \r\n  two\tthree', 'one two three'],
    ['C1 \u009b2J', 'C1 \\u{9b}2J'],
    ['gpj.\u202etxt', 'gpj.\\u{202e}txt'],
    ['half a pair \ud800', 'half a pair \\u{d800}'],
  ])('%j becomes %j', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  test('leaves nothing that a terminal obeys', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(clean(text))));
  });
});

test('cleanLines keeps the lines and their indentation', () => {
  expect(cleanLines('one\n  two\u001b\n\n')).toEqual(['one', '  two\\u{1b}']);
});

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['Björk', 5],
    ['Bjo\u0308rk', 5],
    ['椎名林檎', 8],
    ['a🎵b', 4],
  ])('%s takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abc def', 5, 'abc…'],
    ['椎名林檎', 6, '椎名…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s in %i columns is %s', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
  });

  test('a cut text is never wider than asked for', () => {
    const width = fc.integer({ min: 0, max: 40 });
    fc.assert(fc.property(anyText, width, (text, columns) => displayWidth(cut(text, columns)) <= columns));
  });

  test('padding counts columns, not characters', () => {
    expect(padEnd('椎名', 6)).toBe('椎名  ');
    expect(padStart('椎名', 6)).toBe('  椎名');
    expect(padEnd('abc', 2)).toBe('abc');
  });
});

describe('wrap', () => {
  test('breaks at blanks and keeps the indentation', () => {
    expect(wrap('  one two three', 9)).toEqual(['  one two', '  three']);
  });

  test('leaves a longer word whole', () => {
    expect(wrap('see s3://bucket/a/very/long/key now', 10)).toEqual(['see', 's3://bucket/a/very/long/key', 'now']);
  });

  test('without an edge nothing is broken', () => {
    expect(wrap('one two three', Number.POSITIVE_INFINITY)).toEqual(['one two three']);
  });
});
