import { expect, it } from 'vitest';
import { fromPs, runningSince } from '../../../src/warehouses/duckdb/holder.ts';

const MINUTE_MS = 60_000;
const began = Date.now() - process.uptime() * 1000;

it('tells when a process began', () => {
  const since = Date.parse(`${runningSince(process.pid)}Z`);
  expect(Math.abs(since - began)).toBeLessThan(MINUTE_MS);
});

it('asks ps where there is no /proc', () => {
  const since = fromPs(process.pid);
  // Small images have no ps.
  if (since !== undefined) expect(Math.abs(since - began)).toBeLessThan(MINUTE_MS);
});

it('tells nothing of a process that is not there', () => {
  expect(runningSince(2 ** 30)).toBeUndefined();
});
