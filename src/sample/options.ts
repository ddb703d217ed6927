import { isDay } from '../core/day.ts';
import { EtlError } from '../core/errors.ts';

export interface SampleOptions {
  /** Folder to write to; made if it does not exist. */
  readonly out: string;
  readonly days: number;
  /** Registered users, of which the busiest write most of the events. */
  readonly users: number;
  readonly songs: number;
  readonly eventsPerDay: number;
  /** Equal options give equal bytes (but for gzip, whose output depends on Node's zlib). */
  readonly seed: number;
  /** First day (UTC), 2018-11-01 unless told. */
  readonly start?: string;
  /** Compress the event logs (`-events.json.gz`); song files stay plain. */
  readonly gzip?: boolean;
  /** Add broken, odd and stray records and files, listed in `defects.json`. */
  readonly defects?: boolean;
  /** Part of the plays, 0 to 1, that are of songs in the catalogue; 0.1 unless told. */
  readonly knownShare?: number;
}

export type CompleteOptions = Required<SampleOptions>;

export const DAY_MS = 86_400_000;

// Session ids stay below those of the defects, which stay below 2^31.
const MAX_EVENTS = 2_000_000_000;
const MAX_SONGS = 2 ** 24;

/** The options with their defaults. Throws an `EtlError('usage')` where one makes no sense. */
export function completeOptions(options: SampleOptions): CompleteOptions {
  const complete = { start: '2018-11-01', gzip: false, defects: false, knownShare: 0.1, ...options };
  for (const name of ['days', 'users', 'songs', 'eventsPerDay'] as const) {
    demand(Number.isSafeInteger(complete[name]) && complete[name] > 0, `${name} must be a whole number above 0`);
  }
  demand(Number.isSafeInteger(complete.seed), 'seed must be a whole number');
  demand(complete.knownShare >= 0 && complete.knownShare <= 1, 'knownShare must be a number from 0 to 1');
  demand(
    complete.days * complete.eventsPerDay <= MAX_EVENTS,
    `days times eventsPerDay must not be above ${MAX_EVENTS}`,
  );
  demand(complete.songs <= MAX_SONGS, `songs must not be above ${MAX_SONGS}`);
  demand(isDay(complete.start), 'start must be a day such as 2018-11-01');
  const first = firstDayOf(complete.start);
  // What a load takes for a moment: see `epochMillis` of a dataset's column.
  demand(first >= 0, 'start must not be before 1970-01-01');
  demand(first + complete.days - 1 <= firstDayOf('9999-12-31'), 'the last day must not be after 9999-12-31');
  return complete;
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new EtlError('usage', `cannot write a sample: ${message}`);
}

/** The number of days from 1970-01-01 to `start`. */
export function firstDayOf(start: string): number {
  return Date.parse(`${start}T00:00:00.000Z`) / DAY_MS;
}

/** `2018-11-01` for the number of days since 1970-01-01, at most the last of the year 9999. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Path of a day's log below the sample's folder. */
export function logPath(day: string, gzip: boolean): string {
  return `${logFolder(day)}/${day}-events.json${gzip ? '.gz' : ''}`;
}

/** Folder of a month's logs: `log_data/2018/11`. */
export function logFolder(day: string): string {
  return `log_data/${day.slice(0, 4)}/${day.slice(5, 7)}`;
}
