import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError, throwIfAborted } from './core/errors.ts';
import type { RunEvent } from './core/event.ts';

/** How often work is done again that failed for a passing reason, and after which delay. */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the second attempt; each further delay is twice as long, up to an hour. */
  readonly delayMs: number;
}

/** An attempt that failed and will be repeated. */
export interface RetrySchedule {
  /** Number of the attempt that comes, and how many there are at most; the first is 1. */
  readonly attempt: number;
  readonly attempts: number;
  readonly delayMs: number;
  readonly reason: string;
}

const LONGEST_DELAY_MS = 3_600_000;

/**
 * Does work again as long as it fails for a passing reason, after growing delays. Throws the last failure, at once any other,
 * and the reason of an abort as soon as it comes.
 * @param onRetry told before each delay
 */
export async function withRetries<T>(
  { retries, delayMs }: RetryPolicy,
  signal: AbortSignal,
  onRetry: (schedule: RetrySchedule) => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt > retries || !isTransient(error)) throw error;
      const wait = Math.min(withJitter(delayMs * 2 ** (attempt - 1)), LONGEST_DELAY_MS);
      onRetry({ attempt: attempt + 1, attempts: retries + 1, delayMs: wait, reason: error.message });
      await sleep(wait, undefined, { signal }).catch(() => throwIfAborted(signal));
    }
  }
}

/** Likewise, for what is no task: each failure is told as a notice. */
export function withRetriesTold<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
  work: () => Promise<T>,
): Promise<T> {
  const onRetry = ({ reason, attempt, attempts }: RetrySchedule) =>
    emit({ type: 'notice', level: 'info', message: `${reason}; attempt ${attempt} of ${attempts} follows` });
  return withRetries(policy, signal, onRetry, work);
}

/** Jobs that failed together, because a server went away, must not come back together. */
function withJitter(delayMs: number): number {
  return Math.round(delayMs * (0.9 + 0.2 * Math.random()));
}

function isTransient(error: unknown): error is EtlError {
  return error instanceof EtlError && error.isTransient;
}
