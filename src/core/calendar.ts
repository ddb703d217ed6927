import type { PastRun } from './history.ts';

/**
 * How it stands with a day; of several the first of this list:
 * `failed`: the latest run that worked on it failed with it; `restaged`: staged again, not published again; `staged`: not
 * published yet; `changed`, `new`, `vanished`: what the source has differs from what was read; `rejects`: published, with records
 * set aside; `published`; `missing`: nothing is known of it, although it lies between days that are known.
 */
export const DAY_STATES = [
  'failed',
  'restaged',
  'staged',
  'changed',
  'new',
  'vanished',
  'rejects',
  'published',
  'missing',
] as const;
export type CalendarState = (typeof DAY_STATES)[number];

/** A day of the calendar. */
export interface CalendarDay {
  readonly day: string;
  readonly state: CalendarState;
  /** True: readers see plays of it, maybe those of an earlier delivery. */
  readonly isPublished: boolean;
  /** Records that were read for what is staged, rejects among them; null: nothing is staged. */
  readonly records: number | null;
  readonly rejects: number;
  /** Why it failed, or what was looked for. */
  readonly reason: string | null;
  /** The latest run that worked on it; null: none that is kept. */
  readonly run: string | null;
  /** Files of the source against those that were read; null: the source was not listed. */
  readonly files: FileChanges | null;
}

/** How many files of a day differ from those that were read. */
export interface FileChanges {
  readonly new: number;
  readonly changed: number;
  readonly vanished: number;
}

/** What `status` tells. */
export interface WarehouseStatus {
  readonly warehouse: string;
  /** Every day from the first to the last that is known, in order. */
  readonly days: readonly CalendarDay[];
  /** Where the source is, and why it could not be listed; null: it was not tried. */
  readonly source: { readonly location: string | null; readonly problem: string | null } | null;
  /** True: songs were staged, or plays loaded, that not all published tables have yet; of days that are staged `days` tell. */
  readonly isUnfinished: boolean;
  /** The latest run that is kept, running ones left out; null: none. */
  readonly lastRun: PastRun | null;
  /** Runs that have not ended, as far as is known. */
  readonly running: readonly PastRun[];
}
