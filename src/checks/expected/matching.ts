import type { ComparableRow, SameRow } from './rows.ts';
import { reach, type Tolerance } from './tolerance.ts';

/** An expected and a found row that are the same. */
export type RowPairs = Iterable<readonly [expected: ComparableRow, found: ComparableRow]>;

const NOBODY = -1;

/**
 * As many pairs as there can be of expected rows (left) and found rows (right), both sorted by the column of numbers `pivot`. Each takes the first
 * free partner; who finds none looks for a chain of others that can change theirs (augmenting paths, Berge 1957).
 */
export class Matching {
  readonly #left: readonly ComparableRow[];
  readonly #right: readonly ComparableRow[];
  readonly #pivots: readonly number[];
  readonly #candidatesOf: (left: number) => Iterable<number>;
  readonly #same: (left: number, right: number) => boolean;
  readonly #partnerOfLeft: number[];
  readonly #partnerOfRight: number[];
  /** By which left row each right row was reached in the present search; those of searches in vain stay for good. */
  readonly #reachedBy = new Map<number, number>();

  constructor(
    left: readonly ComparableRow[],
    right: readonly ComparableRow[],
    pivot: number,
    same: SameRow,
    tolerance: Tolerance,
  ) {
    this.#left = left;
    this.#right = right;
    this.#pivots = right.map(({ doubles }) => doubles[pivot] ?? 0);
    this.#candidatesOf = (index) => this.#window(left[index]?.doubles[pivot] ?? 0, tolerance);
    this.#same = (a, b) => same(left[a] as ComparableRow, right[b] as ComparableRow);
    this.#partnerOfLeft = left.map(() => NOBODY);
    this.#partnerOfRight = right.map(() => NOBODY);
  }

  pairs(): RowPairs {
    for (const index of this.#left.keys()) this.#takeFree(index);
    for (const index of this.#left.keys()) if (this.#partnerOfLeft[index] === NOBODY) this.#exchange(index);
    return this.#left.flatMap((row, index) => {
      const partner = this.#right[this.#partnerOfLeft[index] ?? NOBODY];
      return partner === undefined ? [] : [[row, partner] as const];
    });
  }

  *#window(value: number, tolerance: Tolerance): Generator<number> {
    const off = reach(value, tolerance);
    for (let index = firstAtLeast(this.#pivots, value - off); index < this.#pivots.length; index += 1) {
      if ((this.#pivots[index] ?? 0) > value + off) return;
      yield index;
    }
  }

  #takeFree(left: number): void {
    for (const right of this.#candidatesOf(left)) {
      if (this.#partnerOfRight[right] === NOBODY && this.#same(left, right)) {
        this.#join(left, right);
        return;
      }
    }
  }

  /** Looks for a chain of exchanges that ends at a free row, nearest first. */
  #exchange(start: number): void {
    const reached: number[] = [];
    const queue = [start];
    for (const left of queue) {
      for (const right of this.#candidatesOf(left)) {
        if (this.#reachedBy.has(right) || !this.#same(left, right)) continue;
        this.#reachedBy.set(right, left);
        reached.push(right);
        const partner = this.#partnerOfRight[right] ?? NOBODY;
        if (partner === NOBODY) {
          this.#flip(right);
          for (const each of reached) this.#reachedBy.delete(each);
          return;
        }
        queue.push(partner);
      }
    }
  }

  #flip(end: number): void {
    for (let right = end; right !== NOBODY; ) {
      const left = this.#reachedBy.get(right) ?? 0;
      const before = this.#partnerOfLeft[left] ?? NOBODY;
      this.#join(left, right);
      right = before;
    }
  }

  #join(left: number, right: number): void {
    this.#partnerOfLeft[left] = right;
    this.#partnerOfRight[right] = left;
  }
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
