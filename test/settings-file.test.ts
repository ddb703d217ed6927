import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { cutValues } from '../src/settings-file.ts';

describe('values that end at a # that nobody may have meant as a comment', () => {
  it.each([
    ['PASSWORD=abc#def', 'abc'],
    ['export PASSWORD=abc#def # and more', 'abc'],
    ['PASSWORD = abc#def\r\n', 'abc'],
    ['PASSWORD: abc#def', 'abc'],
    ['PASSWORD=#def', ''],
    ['PASSWORD="abc#def', '"abc'],
    ['PASSWORD="abc"d#ef', '"abc"d'],
  ])('%j: it is', (text, value) => {
    expect(parse(text), 'what dotenv reads').toEqual({ PASSWORD: value });
    expect(cutValues(`A=1\n${text}\nB=2 # two\n`)).toEqual(['PASSWORD']);
  });

  it.each([
    ['PASSWORD=abc # a comment', 'abc'],
    ['PASSWORD= # none', ''],
    ["PASSWORD='abc#def'", 'abc#def'],
    ['PASSWORD="abc#def"# a comment', 'abc#def'],
    ['PASSWORD=`abc#def` # a comment', 'abc#def'],
    ['PASSWORD="abc\nX=a#b"', 'abc\nX=a#b'],
    ['PASSWORD=abc', 'abc'],
  ])('%j: it is not', (text, value) => {
    expect(parse(text), 'what dotenv reads').toEqual({ PASSWORD: value });
    expect(cutValues(`A=1\n${text}\nB=2 # two\n# C=a#b\n`)).toEqual([]);
  });
});
