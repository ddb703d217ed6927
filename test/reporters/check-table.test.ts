import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTable, listedChecks } from '../../src/reporters/check-table.ts';
import { RunState } from '../../src/reporters/run-state.ts';
import { createStyle } from '../../src/reporters/style.ts';
import { displayWidth } from '../../src/reporters/text.ts';
import { ScriptedRun } from '../support/scripted-run.ts';
import { failedStagingRun, mixedChecksRun } from './recorded-runs.ts';

const plain = createStyle({ isTTY: false });

function table(run: ScriptedRun, width: number, style = plain): readonly string[] {
  const state = new RunState();
  for (const { at, event } of run.steps) state.apply(event, at);
  return checkTable(listedChecks(state.stage('check'), 'all'), style, width);
}

test('in 60 columns sentences are cut, names and figures stay', () => {
  expect(table(mixedChecksRun(), 60).slice(0, 10)).toEqual([
    '    check     what holds                       found   share',
    '  ✔ check_1   Every play is loaded once            0',
    '  ✔ check_2   Every play has a user                3  0.044%',
    '  ✔ check_3   Every play has a time                0',
    '  ✔ check_5   Every matched artist is known        0',
    '  ✔ check_7   Users have a level                   0',
    '  ✔ check_9   Songs have an artist                 0',
    '  ✔ check_12  Times are unique                     0',
    '  ○ check_6   nothing to examine: Users are…',
    '  ○ check_14  nothing to examine: Staged pla…',
  ]);
});

test('in less than that the share gives way', () => {
  expect(table(mixedChecksRun(), 45)[2]).toBe('  ✔ check_2   Every play has a user         3');
});

test('no line is wider than the terminal', () => {
  const fits = (width: number) => table(mixedChecksRun(), width).every((line) => displayWidth(line) <= width);
  fc.assert(fc.property(fc.integer({ min: 40, max: 200 }), fits));
});

test('colour tells what is wrong; the text is the same', () => {
  const colored = table(mixedChecksRun(), 80, createStyle({ isTTY: true }));
  expect(colored.at(-1)).toContain('\u001b[31mline 3: there is no column');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
  expect(colored.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(table(mixedChecksRun(), 80));
});

test('checks that were not evaluated are not listed', () => {
  expect(table(failedStagingRun(), 80)).toEqual([]);
  const stopped = new ScriptedRun().start().createTables().stage().load();
  expect(table(stopped.fail('check-1', 10, 'stopped by SIGINT').fail('check-2', 10, 'stopped by SIGINT'), 80)).toEqual(
    [],
  );
});
