import type { RedshiftError } from './error.ts';

/** What a test lets go wrong with the next statement that matches. */
export interface Faults {
  /** Delay of everything that comes from a client from now on. */
  latencyMs: number;
  /** Answers with an error instead of running the statement, `times` times. */
  fail(matching: RegExp, error: RedshiftError, times?: number): Injected;
  /**
   * Cuts the client's connection: `before` the statement is run, so that its transaction is undone, or `after` its work
   * (a commit included) was done, so that the client never hears of it.
   */
  loseConnection(matching: RegExp, when: 'before' | 'after', times?: number): Injected;
  /** The server does the work and goes on living, but the client hears nothing any more; its connection stays open. */
  blackHole(matching: RegExp, times?: number): Injected;
  /** Stops in front of the statement until it is released, cancelled or terminated. */
  hold(matching: RegExp): Hold;
  /** Cuts the client's connection, but the server holds the statement and runs it when it is released. */
  loseConnectionAndHold(matching: RegExp): Hold;
  /** Takes back what has not happened yet, and releases what is held. */
  clear(): void;
}

export interface Injected {
  /** How often it has happened. */
  readonly hits: number;
}

export interface Hold extends Injected {
  /** Resolves when the statement has come. */
  readonly reached: Promise<void>;
  release(): void;
}

/** What happens to one statement. */
export type Fault =
  | { readonly kind: 'fail'; readonly error: RedshiftError }
  | { readonly kind: 'lose'; readonly when: 'before' | 'after' }
  | { readonly kind: 'mute' }
  | { readonly kind: 'hold'; readonly loses: boolean; readonly released: Promise<void> };

interface Pending {
  readonly matching: RegExp;
  readonly fault: Fault;
  readonly reached: () => void;
  times: number;
  hits: number;
}

/** The faults of one server, as tests inject them and connections take them. */
export class FaultPlan implements Faults {
  latencyMs: number;
  #pending: Pending[] = [];
  #releases: (() => void)[] = [];

  constructor(latencyMs: number) {
    this.latencyMs = latencyMs;
  }

  /** The faults that are due for a statement; each is used up by one. */
  take(sql: string): Fault[] {
    const due = this.#pending.filter(({ matching, times }) => times > 0 && sql.search(matching) >= 0);
    for (const pending of due) {
      pending.times--;
      pending.hits++;
      pending.reached();
    }
    return due.map(({ fault }) => fault);
  }

  fail(matching: RegExp, error: RedshiftError, times = 1): Injected {
    return this.#inject(matching, { kind: 'fail', error }, times);
  }

  loseConnection(matching: RegExp, when: 'before' | 'after', times = 1): Injected {
    return this.#inject(matching, { kind: 'lose', when }, times);
  }

  blackHole(matching: RegExp, times = 1): Injected {
    return this.#inject(matching, { kind: 'mute' }, times);
  }

  hold(matching: RegExp): Hold {
    return this.#hold(matching, false);
  }

  loseConnectionAndHold(matching: RegExp): Hold {
    return this.#hold(matching, true);
  }

  clear(): void {
    this.#pending = [];
    for (const release of this.#releases.splice(0)) release();
  }

  #hold(matching: RegExp, loses: boolean): Hold {
    const released = deferred();
    const reached = deferred();
    this.#releases.push(released.resolve);
    const pending = this.#inject(matching, { kind: 'hold', loses, released: released.promise }, 1, reached.resolve);
    return {
      reached: reached.promise,
      release: released.resolve,
      get hits() {
        return pending.hits;
      },
    };
  }

  #inject(matching: RegExp, fault: Fault, times: number, reached = () => {}): Injected {
    const pending: Pending = { matching, fault, times, hits: 0, reached };
    this.#pending.push(pending);
    return pending;
  }
}

/** Promise.withResolvers, which Node 20 has not. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
