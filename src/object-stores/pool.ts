import { setMaxListeners } from 'node:events';
import { throwIfAborted } from '../core/errors.ts';

type Work<Item, Result> = (item: Item, signal: AbortSignal) => Promise<Result>;

/**
 * Runs `work` for every item, `limit` at a time, and yields the results in batches as they come. At most `limit` finished results
 * wait for the consumer: a slow one holds the work back, a short pause does not.
 *
 * The first failure ends it. So do an abort, which throws the signal's reason at once, and a consumer that stops early;
 * what is still under way then gets an aborted signal and nobody waits for it.
 */
export async function* runPool<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: Work<Item, Result>,
  signal: AbortSignal,
): AsyncGenerator<readonly Result[]> {
  throwIfAborted(signal);
  const pool = new Pool(items, limit, work);
  const onAbort = () => pool.stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (let batch = await pool.take(); batch.length > 0; batch = await pool.take()) {
      yield batch;
      pool.throwIfStopped();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    pool.stop(undefined);
  }
}

class Pool<Item, Result> {
  readonly #items: readonly Item[];
  readonly #limit: number;
  readonly #work: Work<Item, Result>;
  readonly #stop = new AbortController();
  #next = 0;
  #running = 0;
  #ready: Result[] = [];
  #wake = () => {};

  constructor(items: readonly Item[], limit: number, work: Work<Item, Result>) {
    if (!(limit >= 1)) throw new RangeError(`a pool of ${limit}`);
    this.#items = items;
    this.#limit = limit;
    this.#work = work;
    // Each item may listen to it; Node would warn of a leak at the eleventh.
    setMaxListeners(0, this.#stop.signal);
  }

  /** What has finished since the last call, at least one result; nothing when all has been taken. */
  async take(): Promise<readonly Result[]> {
    this.#fill();
    while (this.#ready.length === 0 && this.#running > 0 && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.throwIfStopped();
    const batch = this.#ready;
    this.#ready = [];
    this.#fill();
    return batch;
  }

  stop(reason: unknown): void {
    this.#stop.abort(reason);
    this.#wake();
  }

  throwIfStopped(): void {
    throwIfAborted(this.#stop.signal);
  }

  #fill(): void {
    while (this.#running < this.#limit && this.#ready.length < this.#limit && this.#next < this.#items.length) {
      if (this.#stop.signal.aborted) return;
      this.#running++;
      void this.#run(this.#items[this.#next++] as Item);
    }
  }

  async #run(item: Item): Promise<void> {
    try {
      const result = await this.#work(item, this.#stop.signal);
      this.#ready.push(result);
    } catch (error) {
      this.stop(error);
    }
    this.#running--;
    this.#fill();
    this.#wake();
  }
}
