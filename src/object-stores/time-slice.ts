import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../core/errors.ts';

/** Milliseconds of synchronous work in one go: a Ctrl-C or a frame of the live tree never waits for longer. */
const SLICE_MS = 8;

/** Cuts a long run of synchronous work into slices, with a turn of the event loop between them. */
export interface TimeSlice {
  /** The current slice is used up. Cheap enough to be asked for each file. */
  isSpent(): boolean;
  /** Lets everything else run, then begins a new slice. Throws the signal's reason if it was aborted. */
  renew(signal: AbortSignal): Promise<void>;
}

export function createTimeSlice(): TimeSlice {
  let end = performance.now() + SLICE_MS;
  return {
    isSpent: () => performance.now() >= end,
    async renew(signal) {
      await nextTurn();
      throwIfAborted(signal);
      end = performance.now() + SLICE_MS;
    },
  };
}
