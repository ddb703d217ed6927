import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import { RunState } from '../../src/reporters/run-state.ts';
import { createStyle } from '../../src/reporters/style.ts';
import { displayWidth } from '../../src/reporters/text.ts';
import { layoutTree } from '../../src/reporters/tree-layout.ts';
import { treeRows } from '../../src/reporters/tree-rows.ts';
import { ScriptedRun, type Step } from '../support/scripted-run.ts';
import {
  failedCheckRun,
  failedStagingRun,
  interruptedRest,
  mixedChecksRun,
  runUntilStaging,
  successfulRun,
} from './recorded-runs.ts';

const plain = createStyle({ isTTY: false });

function stateAfter(steps: readonly Step[]): RunState {
  const state = new RunState();
  for (const { at, event } of steps) state.apply(event, at);
  return state;
}

/** The tree as it stands on the screen. */
function picture(steps: readonly Step[], height: number, columns = 80): readonly string[] {
  const rows = treeRows(stateAfter(steps), height, steps.at(-1)?.at ?? 0);
  return [...layoutTree(rows, columns, plain, '*')].map(([key, line]) =>
    key.startsWith('task ') ? `  ${line}` : line,
  );
}

const TITLES = Array.from({ length: 50 }, (_, index) => `Something holds for every row: ${index}.`);

/** All checks of one table begin at the same moment: they share a scan. */
function manyChecks(): ScriptedRun {
  const run = new ScriptedRun(TITLES).start().createTables().stage().load();
  for (const index of TITLES.keys()) run.report({ type: 'task-started', task: `check-${index + 1}` });
  return run.after(100);
}

const untilChecks = () =>
  new ScriptedRun().start().createTables().stage().load().report({ type: 'task-started', task: 'check-1' });

describe('what is shown', () => {
  test('before anything ran: the stages', () => {
    expect(picture(new ScriptedRun().start().steps, 22)).toEqual([
      '· Create tables',
      '· Stage records',
      '· Load facts',
      '· Load dimensions',
      '· Checks',
      '· Publish',
    ]);
  });

  test('on a tall screen every task of the stage that runs', () => {
    const run = new ScriptedRun().start().report({ type: 'task-started', task: 'create-users' });
    expect(picture(run.steps, 48)).toHaveLength(6 + 8);
  });

  test('of many checks that run at once some', () => {
    const lines = picture(manyChecks().steps, 48);
    expect(lines.slice(-5, -1).map((line) => line.slice(0, 12).trim())).toEqual([
      '❯ Checks',
      '* check_1',
      '* check_2',
      '* check_3',
    ]);
    expect(lines.at(-5)).toContain('0 of 50');
  });

  test('of many checks that fail ten, or as many as the screen has place for', () => {
    const failed = { outcome: 'failed', count: 5 } as const;
    const run = manyChecks().check(Object.fromEntries(TITLES.map((_, index) => [index + 1, failed])));
    const shown = (height: number) => picture(run.steps, height).filter((line) => line.includes('5 offending rows'));
    expect([50, 22, 12, 8].map((height) => shown(height).length)).toEqual([10, 10, 3, 1]);
    expect(picture(run.steps, 50)).toContainEqual(expect.stringMatching(/^✖ Checks +50 failed +0\.5s$/));
  });

  test('a check that had nothing to examine is neither good nor bad', () => {
    const empty = { outcome: 'empty' } as const;
    const stageOf = (run: ScriptedRun) => picture(run.steps, 22).find((line) => line.includes('Checks'));
    const start = () => new ScriptedRun(['Users are unique.', 'Songs are unique.']).start();
    expect(stageOf(start().check({ 2: empty }))).toMatch(/^✔ Checks {11}1 passed, 1 with nothing to examine {2,}/);
    expect(stageOf(start().check({ 1: empty, 2: empty }))).toMatch(/^○ Checks {11}2 with nothing to examine {2,}/);
  });

  test('on a low screen what runs or went wrong, and a count of the others', () => {
    const lines = picture(untilChecks().steps, 22);
    expect(lines).toHaveLength(6 + 2 + 1 + 4 + 1);
    expect(lines.at(-3)).toMatch(/^❯ Checks {11}0 of 14 +0\.0s$/);
    expect(lines.at(-2)).toMatch(/^ {2}\* check_1 +0\.0s$/);
  });

  test('on a very low screen only what runs or went wrong', () => {
    expect(picture(untilChecks().steps, 8).map((line) => line.slice(0, 34).trimEnd())).toEqual([
      '✔ Create tables    8 ready',
      '✔ Stage records    2 staged',
      '✔ Load facts       1 loaded',
      '✔ Load dimensions  4 loaded',
      '❯ Checks           0 of 14',
      '  * check_1',
      '· Publish',
    ]);
  });

  test('a failure stays in sight while its stage goes on', () => {
    const run = new ScriptedRun().start().fail('create-users', 10, 'permission denied');
    expect(
      picture(run.steps, 8)
        .slice(0, 2)
        .map((line) => line.replaceAll(/ {2,}/g, ' ')),
    ).toEqual(['❯ Create tables 1 of 8, 1 failed 0.0s', ' ✖ users permission denied 0.0s']);
  });

  test('a run that publishes nothing has no row for it', () => {
    const { steps } = new ScriptedRun().start();
    const [start] = steps;
    if (start?.event.type !== 'run-started') throw new Error('a run starts with run-started');
    const tasks = start.event.tasks.filter(({ stage }) => stage === 'create');
    expect(picture([{ at: 0, event: { ...start.event, tasks } }], 22)).toEqual(['· Create tables']);
  });

  test('without word of the transaction nothing is claimed about it', () => {
    const error = new EtlError('warehouse', 'the connection is lost');
    const lost = new ScriptedRun().start().createTables().stage().load().check().finish({ state: 'failed' }, error);
    expect(picture(lost.steps, 22).at(-1)).toBe('✖ Publish          not confirmed');
    const early = new ScriptedRun().start().finish({ state: 'failed' }, error);
    expect(picture(early.steps, 22).at(-1)).toBe('- Publish          not reached');
  });

  test('a task that never ended is not shown as running at the end', () => {
    const state = stateAfter(runUntilStaging().steps);
    state.end(2150);
    const rows = treeRows(state, Number.POSITIVE_INFINITY, 2150);
    expect(rows.stages.map(({ row }) => row.state)).toEqual(['done', 'failed', 'skipped', 'skipped', 'skipped']);
    expect(rows.notice).toBeUndefined();
  });
});

describe('how it is laid out', () => {
  test('figures stand in columns that the rows share', () => {
    expect(picture(successfulRun().steps, 22).slice(1, 7)).toEqual([
      '✔ Stage records                                                           1.2s',
      '  ✔ events          8,056 rows      30 files   3.2 MB  4 rejected         0.3s',
      '  ✔ songs          14,896 rows  14,896 files  12.3 MB                     0.9s',
      '✔ Load facts                                                              0.1s',
      '  ✔ songplays       6,820 rows   319 matched                              0.1s',
      '✔ Load dimensions                                                         0.3s',
    ]);
  });

  test('in a narrow terminal the less important figures give way', () => {
    expect(picture(successfulRun().steps, 22, 60).slice(2, 4)).toEqual([
      '  ✔ events          8,056 rows  4 rejected            0.3s',
      '  ✔ songs          14,896 rows                        0.9s',
    ]);
  });

  const runs = [
    successfulRun().steps,
    failedCheckRun().steps,
    failedStagingRun().steps,
    [...runUntilStaging().steps, ...interruptedRest().steps],
    mixedChecksRun('run').steps,
    manyChecks().check({ 7: { outcome: 'failed', count: 1 } }).steps,
  ];

  test('no picture of any run is wider or higher than the screen', () => {
    const moments = fc.constantFrom(...runs).chain((steps) => {
      return fc.integer({ min: 1, max: steps.length }).map((length) => steps.slice(0, length));
    });
    const sizes = [fc.integer({ min: 30, max: 200 }), fc.integer({ min: 12, max: 60 })] as const;
    const fits = (steps: readonly Step[], columns: number, height: number) => {
      const lines = picture(steps, height, columns);
      return lines.length <= height && lines.every((line) => displayWidth(line) <= Math.min(columns, 80) - 2);
    };
    fc.assert(fc.property(moments, ...sizes, fits), { numRuns: 300 });
  });
});
