import { expect, test } from 'vitest';
import { EtlError, InterruptedError } from '../../src/core/errors.ts';
import { failureText } from '../../src/reporters/failure.ts';
import { createStyle } from '../../src/reporters/style.ts';

const plain = createStyle({ isTTY: false });
const reject = (line: number) => `log_data/2018-11-15-events.json:${line} ts: not a number`;

test('what failed, the evidence, what to do', () => {
  const details = Array.from({ length: 27 }, (_, index) => reject(index + 1));
  const error = new EtlError('badData', 'too many records were rejected', { details, hint: 'raise --max-rejects' });
  const lines = failureText(error, plain, 80).split('\n');
  expect([lines[0], lines[1], ...lines.slice(10)]).toEqual([
    '✖ too many records were rejected',
    `    ${reject(1)}`,
    `    ${reject(10)}`,
    '    … and 17 more',
    '  → raise --max-rejects',
    '',
  ]);
});

test('a single line more is shown rather than counted', () => {
  const details = Array.from({ length: 11 }, (_, index) => reject(index + 1));
  expect(failureText(new EtlError('badData', 'bad', { details }), plain, 80)).toContain(reject(11));
});

test('long texts are broken below their beginning, text from outside does not reach the terminal', () => {
  const error = new EtlError('warehouse', 'the warehouse refused\n  SELECT \u001b[2J1', {
    details: ['  one two three four five'],
    hint: 'first do this\nthen do that',
  });
  expect(failureText(error, plain, 24)).toBe(`\
✖ the warehouse refused
    SELECT \\u{1b}[2J1
      one two three four
      five
  → first do this
    then do that
`);
});

test('a bug shows where it comes from and asks to be reported', () => {
  const cause = new TypeError('x is not a function');
  cause.stack = 'TypeError: x is not a function\n    at load (file:///app/dist/load.js:1:2)';
  const error = new EtlError('bug', 'x is not a function', { cause });
  expect(failureText(error, plain, 100)).toBe(`\
✖ x is not a function
    TypeError: x is not a function
        at load (file:///app/dist/load.js:1:2)
  This is a bug in sparkify-etl; please report it with the lines above: npm bugs sparkify-etl
`);
});

test('an interruption is no error to be afraid of', () => {
  const text = failureText(new InterruptedError('SIGINT'), createStyle({ isTTY: true }), 80);
  expect(text).toBe('\u001b[33m✖ stopped by SIGINT; what was not committed is undone\u001b[39m\n');
});
