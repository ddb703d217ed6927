import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError } from './core/errors.ts';
import type { Warehouse } from './core/warehouse.ts';

/** How long somebody waits for another run to end. */
export interface Waiting {
  /** 0: not at all. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Told once, when the wait begins, with what is waited for. */
  readonly onWait: (message: string) => void;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 5000;

/** Opens a warehouse; while another run has it, again and again until it is free or the time is over. Throws the last failure. */
export async function openWhenFree(open: () => Promise<Warehouse>, waiting: Waiting): Promise<Warehouse> {
  const { waitMs, signal, onWait, clock } = waiting;
  const deadline = clock() + waitMs;
  for (let poll = FIRST_POLL_MS, attempt = 1; ; poll = Math.min(poll * 2, LONGEST_POLL_MS), attempt += 1) {
    try {
      return await open();
    } catch (error) {
      const left = deadline - clock();
      if (!(error instanceof EtlError) || error.kind !== 'warehouseBusy' || left <= 0) throw error;
      if (attempt === 1) onWait(error.message);
      await sleep(Math.min(poll, left), undefined, { signal });
    }
  }
}
