import { type Finding, ok, warning } from './finding.ts';

/** S3 refuses signatures that are 15 minutes off; long before that a clock is not looked after. */
const MOST_OFF_MS = 5 * 60_000;

/**
 * @param aheadMs how far this machine's clock is ahead of the other's
 * @param other whose clock that is, for the message
 */
export function examineClock(check: string, aheadMs: number, other: string): Finding {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= MOST_OFF_MS) return ok(check, `the clock agrees with that of ${other} (${seconds} s)`);
  const direction = aheadMs > 0 ? 'ahead of' : 'behind';
  const found = `the clock of this machine is ${Math.round(seconds / 60)} minutes ${direction} that of ${other}`;
  return warning(check, found, 'set the clock, and keep it with NTP: S3 refuses signatures that are 15 minutes off');
}
