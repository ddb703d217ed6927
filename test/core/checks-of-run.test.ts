import { expect, it } from 'vitest';
import { ChecksOfRun } from '../../src/core/checks-of-run.ts';
import type { CheckResult, RunEvent } from '../../src/core/event.ts';

type Found = Partial<CheckResult>;

const PASSED: CheckResult = {
  ...{ check: 'a', title: 'A holds', severity: 'error', scope: 'days', outcome: 'passed' },
  ...{ count: 0, examined: 10, share: 0, sample: [], origin: 'a.sql', durationMs: 5 },
};
const start = (...days: readonly string[]): RunEvent => ({
  ...{
    type: 'run-started',
    run: 'r',
    command: 'run-all',
    version: '1',
    warehouse: 'w',
    days,
    missingDays: [],
    tasks: [],
  },
});
const chunk = (...days: readonly string[]): RunEvent => ({
  ...{ type: 'chunk-started', number: 1, total: 1, days, tasks: [] },
});
const found = (result: Found = {}): RunEvent => ({ type: 'check-finished', result: { ...PASSED, ...result } });

function resultOf(...events: readonly RunEvent[]): CheckResult | undefined {
  const checks = new ChecksOfRun();
  for (const event of events) checks.add(event);
  return checks.results().get('a');
}

const FAILED: Found = { outcome: 'failed', count: 2, examined: 10, share: 0.2, sample: [{ id: 1 }] };

it('the rows of all chunks are added up, and the worst outcome stands', () => {
  const events = [
    start('1', '2', '3'),
    chunk('1'),
    found(FAILED),
    chunk('2'),
    found(),
    chunk('3'),
    found({ count: 1 }),
  ];
  const sum = { outcome: 'failed', count: 3, examined: 30, share: 0.1, sample: [{ id: 1 }], durationMs: 15 };
  expect(resultOf(...events)).toEqual({ ...PASSED, ...sum });
});

it('what could be examined in one chunk is not empty', () => {
  const empty = found({ outcome: 'empty', examined: 0 });
  expect(resultOf(start('1', '2'), chunk('1'), empty, chunk('2'), found())).toMatchObject({ outcome: 'passed' });
  expect(resultOf(start('1', '2'), chunk('1'), empty, chunk('2'), empty)).toMatchObject({ outcome: 'empty' });
  expect(resultOf(start('1', '2'), chunk('1'), empty, chunk('2'), empty)).not.toHaveProperty('share', Number.NaN);
});

it('days of a chunk that are tried again one by one bring their own results in its place', () => {
  const failed = found(FAILED);
  expect(resultOf(start('1', '2'), failed, chunk('1'), found(), chunk('2'), failed)).toMatchObject({ count: 2 });
  expect(resultOf(start('1', '2', '3'), chunk('1', '2'), failed, chunk('1'), found(), chunk('2'))).toEqual(PASSED);
});

it('a transaction that is tried again counts once', () => {
  expect(resultOf(start('1'), found(FAILED), found())).toEqual(PASSED);
});

it('what looks at everything each time is not added up', () => {
  const all = { scope: 'all' } as const;
  const [first, second] = [found({ ...all, ...FAILED }), found({ ...all, ...FAILED, count: 1, examined: 20 })];
  expect(resultOf(start('1', '2'), chunk('1'), first, chunk('2'), second)).toMatchObject({ count: 1, examined: 20 });
  expect(resultOf(start('1', '2'), chunk('1'), first, chunk('2'), found(all))).toMatchObject({
    outcome: 'failed',
    count: 2,
  });
});

it('a value that was found stays what it is', () => {
  const odd = found({ outcome: 'failed', count: 1, finding: 'found 7, expected 8' });
  const result = resultOf(start('1', '2'), chunk('1'), odd, chunk('2'), odd);
  expect(result).toMatchObject({ count: 1, finding: 'found 7, expected 8' });
});
