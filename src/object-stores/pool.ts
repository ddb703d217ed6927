import { setMaxListeners } from 'node:events';
import { throwIfAborted } from '../core/errors.ts';

/**
 * Runs `work` for every item, `limit` at a time, and yields the results as they come. At most `limit` finished results
 * wait for the consumer: a slow one holds the work back, a short pause does not.
 *
 * The first failure ends it. So do an abort, which throws the signal's reason at once, and a consumer that stops early;
 * what is still under way then gets an aborted signal and nobody waits for it.
 */
export async function* runPool<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  throwIfAborted(signal);
  const stop = new AbortController();
  // Each item may listen to it; Node would warn of a leak at the eleventh.
  setMaxListeners(0, stop.signal);
  let ready: Result[] = [];
  let next = 0;
  let running = 0;
  let wake = () => {};
  const finish = (error: unknown) => {
    stop.abort(error);
    wake();
  };
  const run = async (item: Item) => {
    try {
      // Not `ready.push(await …)`: that would push to the array of before the wait.
      const result = await work(item, stop.signal);
      ready.push(result);
    } catch (error) {
      finish(error);
    }
    running--;
    fill();
    wake();
  };
  const fill = () => {
    while (!stop.signal.aborted && running < limit && ready.length < limit && next < items.length) {
      running++;
      void run(items[next++] as Item);
    }
  };
  const onAbort = () => finish(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (true) {
      const batch = ready;
      ready = [];
      fill();
      for (const result of batch) {
        throwIfAborted(stop.signal);
        yield result;
      }
      throwIfAborted(stop.signal);
      if (ready.length > 0) continue;
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
  }
}
