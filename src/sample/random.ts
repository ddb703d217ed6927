const WARM_UP_ROUNDS = 15;

/**
 * Pseudo-random numbers that are the same for a key on every machine and Node version: sfc32 (Chris Doty-Humphrey,
 * PractRand), 32-bit integer arithmetic only.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** @param key Names the purpose (`7/day/17836`), so that what one part draws never shifts what another gets. */
  constructor(key: string) {
    this.#a = fnv1a(key, 0x811c9dc5);
    this.#b = fnv1a(key, 0x01234567);
    this.#c = fnv1a(key, 0x5bd1e995);
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.next();
  }

  /** An integer from 0 to 2^32 - 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** True in `percent` of 100 cases. */
  percent(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** FNV-1a over the UTF-16 units of `text`, as a signed 32-bit integer. */
function fnv1a(text: string, basis: number): number {
  let hash = basis | 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
