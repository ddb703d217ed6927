import { daysBetween } from '../core/day.ts';
import { EtlError } from '../core/errors.ts';
import type { ObjectStore, StoredObject } from '../core/object-store.ts';
import type { StageFile } from '../core/warehouse.ts';
import type { DayPattern } from './day-pattern.ts';

/** Which days are asked for. */
export type DaySelection =
  | { readonly kind: 'one'; readonly day: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** Some days, in order. */
  | { readonly kind: 'list'; readonly days: readonly string[] }
  | { readonly kind: 'all' };

/** The log files of the chosen days, in day order, and the days that have none with the key that was looked for. */
export interface FoundLogs {
  readonly days: readonly string[];
  readonly files: readonly StageFile[];
  readonly missing: readonly { readonly day: string; readonly lookedFor: string }[];
}

/** Days that were asked for by name have no log file, and the others are not to be loaded without them, or there are none. */
export class MissingLogsError extends EtlError {
  readonly found: FoundLogs;

  constructor(
    found: FoundLogs,
    message: string,
    options: { readonly details?: readonly string[]; readonly hint: string },
  ) {
    super('badData', message, options);
    this.found = found;
  }
}

/** Finds the log files of the chosen days, compressed twins among them. Nothing at all is an error that names what was looked for. */
export async function findLogs(
  store: ObjectStore,
  pattern: DayPattern,
  selection: DaySelection,
  signal: AbortSignal,
): Promise<FoundLogs> {
  const byDay = new Map<string, StageFile[]>();
  for await (const objects of store.list(prefixFor(pattern, selection), signal)) {
    for (const object of objects) {
      const day = pattern.namesHidden || isData(object) ? pattern.dayOf(object.key) : undefined;
      if (day === undefined || !isChosen(day, selection)) continue;
      const files = byDay.get(day) ?? [];
      files.push({ object, day });
      byDay.set(day, files);
    }
  }
  const wanted = selection.kind === 'all' ? [...byDay.keys()].sort() : chosenDays(selection);
  const days = wanted.filter((day) => byDay.has(day));
  const missing = wanted.flatMap((day) =>
    byDay.has(day) ? [] : [{ day, lookedFor: joinKey(store, pattern.keyOf(day)) }],
  );
  if (days.length === 0) throw nothingFound(store, pattern, selection, missing);
  const files = days.flatMap((day) => byDay.get(day) ?? []);
  return { days, files, missing };
}

/** Every song file of the catalogue. None is an error. */
export async function findSongs(store: ObjectStore, signal: AbortSignal): Promise<readonly StageFile[]> {
  const files: StageFile[] = [];
  for await (const objects of store.list('', signal)) {
    for (const object of objects) {
      if (isData(object) && /\.json(\.gz)?$/.test(object.key)) files.push({ object });
    }
  }
  if (files.length === 0) {
    throw new EtlError('badData', `no song files (*.json, *.json.gz) below ${store.location}`, {
      hint: 'check SONG_DATA (--song-data): it names the folder above the A/B/C folders',
    });
  }
  refuseTwins(files);
  return files;
}

/** False for what tools leave beside data: names that begin with a dot or an underscore, such as .ipynb_checkpoints. */
function isData({ key }: StoredObject): boolean {
  return !/(^|\/)[._]/.test(key);
}

/**
 * A file and its compressed twin would be loaded twice.
 * @throws EtlError 'badData' that names the first
 */
export function refuseTwins(files: readonly StageFile[]): void {
  const uris = new Set(files.map(({ object }) => object.uri));
  const twin = files.find(({ object }) => uris.has(`${object.uri}.gz`));
  if (twin === undefined) return;
  throw new EtlError('badData', `both ${twin.object.uri} and its compressed twin .gz are there`, {
    hint: 'remove one of the two: they would be loaded twice',
  });
}

/** The days that are asked for by name. */
export function chosenDays(selection: Exclude<DaySelection, { kind: 'all' }>): readonly string[] {
  if (selection.kind === 'one') return [selection.day];
  return selection.kind === 'list' ? selection.days : daysBetween(selection.from, selection.to);
}

function isChosen(day: string, selection: DaySelection): boolean {
  if (selection.kind === 'all') return true;
  if (selection.kind === 'one') return day === selection.day;
  if (selection.kind === 'list') return selection.days.includes(day);
  return selection.from <= day && day <= selection.to;
}

/** One listing serves all chosen days: what the keys of the first and the last have in common. */
function prefixFor(pattern: DayPattern, selection: DaySelection): string {
  if (selection.kind === 'all') return pattern.root;
  if (selection.kind === 'one') return pattern.prefixOf(selection.day);
  if (!pattern.sortsByDay) return pattern.root;
  const days = chosenDays(selection);
  return commonPrefix(pattern.prefixOf(days[0] ?? ''), pattern.prefixOf(days.at(-1) ?? ''));
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function nothingFound(
  store: ObjectStore,
  pattern: DayPattern,
  selection: DaySelection,
  missing: FoundLogs['missing'],
): EtlError {
  const hint = 'check LOG_DATA (--log-data), LOG_PATTERN (--log-pattern) and the date';
  const [first] = missing;
  const found = { days: [], files: [], missing };
  if (selection.kind === 'all' || first === undefined) {
    return new EtlError('badData', `no log files below ${store.location} fit the pattern ${pattern.text}`, { hint });
  }
  if (missing.length === 1) {
    return new MissingLogsError(found, `no log file for ${first.day}: looked for ${first.lookedFor}`, { hint });
  }
  return new MissingLogsError(found, `no log file for any of ${missing.length} days`, {
    details: missing.map(({ day, lookedFor }) => `${day}: looked for ${lookedFor}`),
    hint,
  });
}

function joinKey(store: ObjectStore, key: string): string {
  return `${store.location.replace(/\/$/, '')}/${key}`;
}
