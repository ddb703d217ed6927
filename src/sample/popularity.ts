import type { Random } from './random.ts';

// Flattens the head of the curve, except for the winner: plain 1/rank would give the first song a tenth of all plays.
const HEAD_OFFSET = 4;
const WINNER_WEIGHT = 1 / 3;

/**
 * A skewed choice among `size` ranks (after Zipf: weight 1/(rank + offset)), rank 0 about twice as likely as rank 1, so
 * that "the most played song" has one clear answer. Built by additions and divisions only: no `Math.pow`, whose last
 * bit may differ between platforms.
 */
export class Popularity {
  readonly #cumulated: Float64Array;
  readonly #total: number;

  constructor(size: number) {
    this.#cumulated = new Float64Array(size);
    let total = 0;
    for (let rank = 0; rank < size; rank++) {
      total += rank === 0 ? WINNER_WEIGHT : 1 / (rank + 1 + HEAD_OFFSET);
      this.#cumulated[rank] = total;
    }
    this.#total = total;
  }

  /** A rank from 0 to size - 1. */
  pick(random: Random): number {
    const wanted = random.fraction() * this.#total;
    let low = 0;
    let high = this.#cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#cumulated[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
