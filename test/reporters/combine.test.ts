import { expect, test } from 'vitest';
import type { Reporter } from '../../src/core/reporter.ts';
import { combineReporters } from '../../src/reporters/combine.ts';

function recording(name: string, log: string[], failsAt?: 'report' | 'close'): Reporter {
  const note = (what: 'report' | 'close') => {
    log.push(`${name} ${what}`);
    if (what === failsAt) throw new Error(`${name} cannot ${what}`);
  };
  return { report: () => note('report'), close: async () => note('close') };
}

const EVENT = { type: 'task-started', task: 'x' } as const;

test('each event goes to all, and all are closed in their order', async () => {
  const log: string[] = [];
  const both = combineReporters([recording('one', log), recording('other', log)]);
  both.report(EVENT);
  await both.close();
  expect(log).toEqual(['one report', 'other report', 'one close', 'other close']);
});

test('what fails does not keep the others from their work, and is told', async () => {
  const log: string[] = [];
  const reports = combineReporters([recording('one', log, 'report'), recording('other', log)]);
  expect(() => reports.report(EVENT)).toThrow('one cannot report');
  const closes = combineReporters([recording('third', log, 'close'), recording('fourth', log, 'close')]);
  await expect(closes.close()).rejects.toThrow('third cannot close');
  expect(log).toEqual(['one report', 'other report', 'third close', 'fourth close']);
});
