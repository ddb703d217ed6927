import { expect, test } from 'vitest';
import { createStyle, wantsColor } from '../../src/reporters/style.ts';

test.each([
  [{ isTTY: true }, true],
  [{ isTTY: false }, false],
  [{ isTTY: true, NO_COLOR: '1' }, false],
  [{ isTTY: true, NO_COLOR: '' }, true],
  [{ isTTY: false, FORCE_COLOR: '1' }, true],
  [{ isTTY: false, FORCE_COLOR: '' }, false],
  [{ isTTY: true, FORCE_COLOR: '0' }, false],
  [{ isTTY: true, FORCE_COLOR: 'false' }, false],
  [{ isTTY: false, NO_COLOR: '1', FORCE_COLOR: '1' }, true],
])('%j wants colour: %s', (wishes, expected) => {
  expect(wantsColor(wishes)).toBe(expected);
});

test('a palette colours by meaning, or not at all', () => {
  expect(createStyle({ isTTY: true }).bad('no')).toBe('\u001b[31mno\u001b[39m');
  expect(createStyle({ isTTY: false }).bad('no')).toBe('no');
});

test('an entry can be given to map', () => {
  expect(['a', 'b'].map(createStyle({ isTTY: false }).warn)).toEqual(['a', 'b']);
});
