import type { ObjectStore, StoredObject } from '../core/object-store.ts';

/** A store of which only the first objects are listed. */
export interface FirstObjects extends ObjectStore {
  /** True once a listing was broken off. */
  readonly isCut: boolean;
}

/** Listing millions of objects would take minutes, and tell hardly more. */
export function firstObjects(store: ObjectStore, most: number): FirstObjects {
  let isCut = false;
  async function* list(prefix: string, signal: AbortSignal): AsyncGenerator<readonly StoredObject[]> {
    let left = most;
    for await (const objects of store.list(prefix, signal)) {
      yield objects.slice(0, left);
      if (objects.length >= left) {
        // Whether more follows is not known; it is told as if it did.
        isCut = true;
        return;
      }
      left -= objects.length;
    }
  }
  return {
    ...store,
    list,
    get isCut() {
      return isCut;
    },
  };
}
