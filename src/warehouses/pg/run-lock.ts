import type { HeldConnection } from './types.ts';

/**
 * Keeps other runs away until it is closed, with a connection that holds a lock of the server. The lock goes with its
 * connection, however that ends: what runs then is aborted, and the next transaction takes the lock anew.
 */
export class RunLock {
  readonly #take: () => Promise<HeldConnection | undefined>;
  #held: HeldConnection | undefined;
  #renewal: Promise<void> | undefined;

  private constructor(take: () => Promise<HeldConnection | undefined>, held: HeldConnection | undefined) {
    this.#take = take;
    this.#held = held;
  }

  /** @param take takes the lock or throws who holds it; resolves to undefined where there is nothing to lock yet */
  static async open(take: () => Promise<HeldConnection | undefined>): Promise<RunLock> {
    return new RunLock(take, await take());
  }

  /** A signal that is aborted with the given one, or when the lock is lost: with what broke its connection as the reason. */
  async guard(signal: AbortSignal): Promise<AbortSignal> {
    if (this.#held?.lost.aborted) {
      // Transactions that begin together share it.
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    return this.#held === undefined ? signal : AbortSignal.any([signal, this.#held.lost]);
  }

  async close(): Promise<void> {
    await this.#held?.close();
  }

  async #renew(): Promise<void> {
    // Our own lock, on a connection that the server believes in, would look like another run. Taking it tells what fails here.
    await this.#held?.end();
    this.#held = await this.#take();
  }
}
