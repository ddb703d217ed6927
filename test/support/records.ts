import type { Dataset, Reject, Row } from '../../src/core/dataset.ts';
import { isReject } from '../../src/core/warehouse.ts';
import { EVENTS } from '../../src/records/events.ts';
import { type Mapping, ownKeys } from '../../src/records/mapping.ts';
import { readRecords } from '../../src/records/read.ts';

export const FILE = 's3://bucket/log_data/2018/11/2018-11-15-events.json';

export interface ReadOptions {
  readonly dataset?: Dataset;
  readonly mapping?: Mapping;
  /** Lengths of the chunks, used over and over; default: the whole file at once. */
  readonly chunks?: readonly number[];
}

export interface ReadResult {
  readonly records: readonly (Row | Reject)[];
  readonly rows: readonly Row[];
  readonly rejects: readonly Reject[];
}

/** Everything that the reader makes of a file. */
export async function readAll(content: string | Uint8Array, options: ReadOptions = {}): Promise<ReadResult> {
  const dataset = options.dataset ?? EVENTS;
  const chunks = cut(Buffer.from(content), options.chunks ?? []);
  const records: (Row | Reject)[] = [];
  for await (const batch of readRecords(dataset, options.mapping ?? ownKeys(dataset), FILE, chunks)) {
    records.push(...batch);
  }
  return {
    records,
    rows: records.filter((record): record is Row => !isReject(record)),
    rejects: records.filter(isReject),
  };
}

/** Copies of the parts of a file, so that nothing outside a chunk can be seen through its buffer. */
function* cut(content: Buffer, lengths: readonly number[]): Generator<Uint8Array> {
  if (lengths.length === 0) return yield Uint8Array.from(content);
  for (let from = 0, n = 0; from < content.length; n++) {
    const length = lengths[n % lengths.length] ?? 1;
    yield Uint8Array.from(content.subarray(from, from + length));
    from += length;
  }
}

/** The members every event needs. */
export const NEEDED = { page: 'NextSong', ts: 1542241826796, sessionId: 583, itemInSession: 0 };

/** One event as JSON on one line; `undefined` leaves a member out. */
export function event(members: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...NEEDED, ...members });
}

/** One event as JSON with members in raw text, after the needed ones that are not among them. */
export function rawEvent(...members: readonly string[]): string {
  const missing = Object.entries(NEEDED).filter(([key]) => !members.some((member) => member.startsWith(`"${key}"`)));
  return `{${[...missing.map(([key, value]) => `"${key}":${JSON.stringify(value)}`), ...members].join(',')}}`;
}

/** Position of a column in the rows. */
export function indexOf(name: string, dataset: Dataset = EVENTS): number {
  const index = dataset.columns.findIndex((column) => column.name === name);
  if (index < 0) throw new Error(`no column ${name} in ${dataset.table}`);
  return index;
}
