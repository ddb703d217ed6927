import { performance } from 'node:perf_hooks';

/** How many reads of objects a server has under way, at most and on average. */
export class ReadMeter {
  #now = 0;
  #peak = 0;
  #total = 0;
  #first;
  #last = 0;
  #area = 0;

  /** Counts a request until its answer is out, if it asks for the content of an object. */
  watch({ method, url }, response) {
    if (method !== 'GET' || url.includes('list-type=')) return;
    this.#change(1);
    this.#total += 1;
    response.once('close', () => this.#change(-1));
  }

  /** What was counted since it was asked last; `mean` from the first read to the last. */
  take() {
    const mean = this.#area / (this.#last - this.#first);
    const counted = { total: this.#total, peak: this.#peak, mean };
    this.#peak = 0;
    this.#total = 0;
    this.#area = 0;
    this.#first = undefined;
    return counted;
  }

  #change(by) {
    const time = performance.now();
    if (this.#first === undefined) this.#first = time;
    else this.#area += this.#now * (time - this.#last);
    this.#last = time;
    this.#now += by;
    this.#peak = Math.max(this.#peak, this.#now);
  }
}
