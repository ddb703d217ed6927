import { describe, expect, it } from 'vitest';
import { EtlError, InterruptedError } from '../src/core/errors.ts';
import { type RetrySchedule, withRetries } from '../src/retry.ts';

const NEVER = new AbortController().signal;
const passing = new EtlError('warehouse', 'the connection was lost', { isTransient: true });

/** Fails as often as there are errors, then succeeds. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  let runs = 0;
  const work = async () => {
    runs += 1;
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
  return { work, runs: () => runs };
}

describe('withRetries', () => {
  it('runs work once that succeeds', async () => {
    const { work, runs } = failing();
    expect(await withRetries({ retries: 3, delayMs: 1 }, NEVER, () => {}, work)).toBe('done');
    expect(runs()).toBe(1);
  });

  it('runs it again after failures that pass, with delays that double and are told', async () => {
    const { work, runs } = failing(passing, passing, passing);
    const schedules: RetrySchedule[] = [];
    await withRetries({ retries: 3, delayMs: 20 }, NEVER, (schedule) => schedules.push(schedule), work);
    expect(runs()).toBe(4);
    expect(schedules.map(({ attempt, attempts }) => [attempt, attempts])).toEqual([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    for (const [n, { delayMs, reason }] of schedules.entries()) {
      expect(Math.abs(delayMs - 20 * 2 ** n)).toBeLessThanOrEqual(2 * 2 ** n + 1);
      expect(reason).toBe('the connection was lost');
    }
  });

  it('throws the last failure when the attempts are used up', async () => {
    const { work, runs } = failing(passing, passing, new EtlError('warehouse', 'last', { isTransient: true }));
    await expect(withRetries({ retries: 2, delayMs: 0 }, NEVER, () => {}, work)).rejects.toThrow('last');
    expect(runs()).toBe(3);
  });

  it.each([
    new EtlError('badData', 'a record is rejected'),
    new EtlError('usage', 'the password is wrong'),
    new Error('a bug'),
  ])('throws at once what will not pass: %s', async (error) => {
    const { work, runs } = failing(error);
    await expect(withRetries({ retries: 9, delayMs: 0 }, NEVER, () => {}, work)).rejects.toBe(error);
    expect(runs()).toBe(1);
  });

  it('stops waiting when it is interrupted', async () => {
    const controller = new AbortController();
    const reason = new InterruptedError('SIGINT');
    const { work, runs } = failing(passing);
    const waiting = withRetries(
      { retries: 1, delayMs: 3_600_000 },
      controller.signal,
      () => controller.abort(reason),
      work,
    );
    await expect(waiting).rejects.toBe(reason);
    expect(runs()).toBe(1);
  });
});
