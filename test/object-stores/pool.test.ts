import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runPool } from '../../src/object-stores/pool.ts';
import { collect, collectAll, NEVER } from './fixtures.ts';

const range = (length: number) => Array.from({ length }, (_, i) => i);

describe('a pool', () => {
  it('yields one result for each item, and never runs more than its limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (turns, limit) => {
          let running = 0;
          let peak = 0;
          const work = async (index: number) => {
            peak = Math.max(peak, ++running);
            for (let i = 0; i < (turns[index] ?? 0); i++) await nextTurn();
            running--;
            return index;
          };
          const results = await collectAll(runPool(range(turns.length), limit, work, NEVER));
          expect(results.sort((a, b) => a - b)).toEqual(range(turns.length));
          expect(peak).toBe(Math.min(limit, turns.length));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is held back by a slow consumer', async () => {
    let started = 0;
    const results = runPool(range(1000), 4, async () => ++started, NEVER);
    await results.next();
    for (let i = 0; i < 50; i++) await nextTurn();
    expect(started).toBeLessThanOrEqual(1 + 3 * 4);
    await results.return(undefined);
  });

  it('ends with the first failure and stops the rest', async () => {
    let stopped = 0;
    const work = async (item: number, signal: AbortSignal) => {
      signal.addEventListener('abort', () => stopped++);
      if (item === 20) throw new Error('item 20');
      if (item > 16) return sleep(600_000, item, { signal });
      return item;
    };
    await expect(collect(runPool(range(1000), 8, work, NEVER))).rejects.toThrow('item 20');
    expect(stopped).toBeGreaterThanOrEqual(7);
  });

  it('stops what is under way when the consumer leaves', async () => {
    const signals = new Set<AbortSignal>();
    const work = async (item: number, signal: AbortSignal) => {
      signals.add(signal);
      return item;
    };
    for await (const items of runPool(range(100), 5, work, NEVER)) {
      if (items.includes(3)) break;
    }
    expect([...signals].map((signal) => signal.aborted)).toEqual([true]);
  });

  it('lets all its work listen to the signal without a warning of Node about a leak', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const work = async (_: number, signal: AbortSignal) => signal.addEventListener('abort', () => {});
    await collect(runPool(range(30), 30, work, NEVER));
    await nextTurn();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('throws the reason of an abort without waiting for the work', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    setImmediate(() => controller.abort(reason));
    const never = () => new Promise<never>(() => {});
    await expect(collect(runPool(range(10), 3, never, controller.signal))).rejects.toBe(reason);
  });
});
