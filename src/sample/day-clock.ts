import type { Random } from './random.ts';

// Relative number of events in each hour (UTC): one peak at 16, quiet nights.
const HOUR_WEIGHTS = [19, 21, 16, 14, 16, 20, 23, 22, 25, 31, 36, 39, 37, 41, 50, 58, 72, 60, 55, 44, 40, 33, 26, 22];
const TOTAL_WEIGHT = HOUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
const HOUR_SECONDS = 3600;

/** Spreads a known number of events over a day, more in the busy hours; they come in order of time. */
export class DayClock {
  readonly #random: Random;
  readonly #events: number;
  #hour = -1;
  #hourWeight = 0;
  #inHour = 0;
  #done = 0;

  constructor(random: Random, events: number) {
    this.#random = random;
    this.#events = events;
  }

  /** The second of the day (0 to 86,399) of the next event; call it `events` times. */
  next(): number {
    while (this.#done === this.#inHour) this.#nextHour();
    const place = (this.#done + this.#random.fraction()) / this.#inHour;
    this.#done++;
    return this.#hour * HOUR_SECONDS + Math.floor(place * HOUR_SECONDS);
  }

  #nextHour(): void {
    this.#hour++;
    const before = this.#eventsUpTo(this.#hourWeight);
    this.#hourWeight += HOUR_WEIGHTS[this.#hour] as number;
    this.#inHour = this.#eventsUpTo(this.#hourWeight) - before;
    this.#done = 0;
  }

  #eventsUpTo(weight: number): number {
    return Math.floor((this.#events * weight) / TOTAL_WEIGHT);
  }
}
