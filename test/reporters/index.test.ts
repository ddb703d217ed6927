import { expect, test } from 'vitest';
import { chooseReporter } from '../../src/reporters/index.ts';

const terminal = { isTTY: true };
const pipe = {};

test.each([
  [{}, terminal, {}, 'tree'],
  [{}, terminal, { TERM: 'xterm-256color', CI: '' }, 'tree'],
  [{}, terminal, { CI: 'false' }, 'tree'],
  [{}, pipe, {}, 'plain'],
  [{}, terminal, { CI: 'true' }, 'plain'],
  [{}, terminal, { TERM: 'dumb' }, 'plain'],
  [{ plain: true }, terminal, {}, 'plain'],
  [{ quiet: true }, terminal, {}, 'quiet'],
  [{ quiet: true, plain: true }, pipe, {}, 'quiet'],
  [{ json: true }, terminal, {}, 'json'],
  [{ json: true, quiet: true, plain: true }, pipe, { CI: '1' }, 'json'],
] as const)('%j on %j with %j is %s', (flags, output, env, expected) => {
  expect(chooseReporter(flags, output, env)).toBe(expected);
});
