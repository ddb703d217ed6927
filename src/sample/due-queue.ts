/** Something that is to be done at a second of the day. */
export interface Due {
  due: number;
}

/** Whatever is due first comes first: a binary heap, since a large day has tens of thousands of sessions at a time. */
export class DueQueue<T extends Due> {
  readonly #heap: T[] = [];

  /** What is due first; it stays in the queue. */
  first(): T | undefined {
    return this.#heap[0];
  }

  add(item: T): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(item);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as T;
      if (above.due <= item.due) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = item;
  }

  /** Takes out what is due first. */
  take(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(item: T): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as T).due < (heap[child] as T).due) child++;
      const below = heap[child] as T;
      if (below.due >= item.due) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = item;
  }
}
