import { randomBytes } from 'node:crypto';

/** A name for a run that no other has, and that sorts by time, to the millisecond: `20181115T031500.123Z-4f1c09`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}
