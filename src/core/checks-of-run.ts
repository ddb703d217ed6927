import type { CheckOutcome, CheckResult, RunEvent } from './event.ts';

/** What is said of a check that came out differently for different days: the worst. Nothing to examine says least. */
const BADNESS: Readonly<Record<CheckOutcome, number>> = { empty: 0, passed: 1, warned: 2, failed: 3, broken: 4 };

/** How the checks of a run came out, in however many chunks its days were loaded: each check once. */
export class ChecksOfRun {
  readonly #settled = new Map<string, CheckResult>();
  readonly #current = new Map<string, CheckResult>();
  #days: readonly string[] = [];

  /** Takes an event in. */
  add(event: RunEvent): void {
    if (event.type === 'run-started') this.#days = event.days;
    if (event.type === 'chunk-started') this.#begin(event.days);
    // Where a transaction was tried again, the last result is the one that counts.
    if (event.type === 'check-finished') this.#current.set(event.result.check, event.result);
  }

  /** By name of the check. */
  results(): ReadonlyMap<string, CheckResult> {
    const all = new Map(this.#settled);
    for (const [name, result] of this.#current) all.set(name, joined(all.get(name), result));
    return all;
  }

  #begin(days: readonly string[]): void {
    const former = new Set(this.#days);
    // Days that come again, one by one, bring results of their own in place of those of their chunk.
    if (!days.some((day) => former.has(day))) {
      for (const [name, result] of this.results()) this.#settled.set(name, result);
    }
    this.#current.clear();
    this.#days = days;
  }
}

/** A check of two chunks as one result: the worst, with the rows of both where they are of different days. */
function joined(earlier: CheckResult | undefined, later: CheckResult): CheckResult {
  if (earlier === undefined) return later;
  const worst = BADNESS[later.outcome] > BADNESS[earlier.outcome] ? later : earlier;
  const durationMs = earlier.durationMs + later.durationMs;
  // It looked at the same rows again, or at most of them.
  if (later.scope === 'all') return { ...(worst.outcome === later.outcome ? later : worst), durationMs };
  // A value that was found cannot be added up.
  if (worst.finding !== undefined || worst.diff !== undefined) return { ...worst, durationMs };
  const count = earlier.count + later.count;
  const { examined: _examined, share: _share, ...rest } = worst;
  if (earlier.examined === undefined || later.examined === undefined) return { ...rest, count, durationMs };
  const examined = earlier.examined + later.examined;
  return { ...rest, count, examined, ...(examined === 0 ? {} : { share: count / examined }), durationMs };
}
