import { throwIfAborted } from '../core/errors.ts';

/**
 * Runs an action, but stops waiting for it when the signal is aborted. The first request asks the credential chain,
 * which tries an unreachable metadata service for seconds and knows no signal.
 */
export async function untilAborted<Result>(signal: AbortSignal, run: () => Promise<Result>): Promise<Result> {
  throwIfAborted(signal);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
