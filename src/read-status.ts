import type { CalendarDay, CalendarState, FileChanges } from './core/calendar.ts';
import { daysBetween } from './core/day.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { QueryRow, Session, StageFile } from './core/warehouse.ts';
import { changesSince, type Ledger, ledgerOf } from './ledger.ts';
import { redact } from './redact.ts';

/** What the warehouse knows of days, and of the files that they come from. */
export interface KnownDays {
  readonly loaded: ReadonlyMap<string, LoadedDay>;
  readonly outcomes: ReadonlyMap<string, LatestOutcome>;
  /** The log files that were read. */
  readonly files: Ledger;
  /** Whether there is more that not all published tables have yet. */
  readonly isUnfinished: boolean;
}

interface LoadedDay {
  readonly isStaged: boolean;
  readonly isPublished: boolean;
  readonly isRestaged: boolean;
  readonly records: number;
  readonly rejects: number;
}

interface LatestOutcome {
  readonly outcome: string;
  readonly reason: string | null;
  readonly run: string;
}

/** Reads what is known of days. */
export async function readKnownDays(session: Session, sql: SqlCatalog): Promise<KnownDays> {
  const ask = (name: string) => session.query(sql.statement(`status/${name}`));
  const [days, outcomes, files, rest] = await Promise.all([
    ask('days'),
    ask('latest-outcomes'),
    ledgerOf(session, sql, 'events'),
    session.query(sql.statement('state/unpublished-rest')),
  ]);
  return {
    loaded: new Map(days.map((row) => [String(row.day), toLoaded(row)])),
    outcomes: new Map(outcomes.map((row) => [String(row.day), toOutcome(row)])),
    files,
    isUnfinished: rest.length > 0,
  };
}

/**
 * A day after the other, from the first to the last that anything is known of but that it was looked for in vain.
 * @param source the log files there are; undefined: they could not be listed
 */
export function toCalendar(known: KnownDays, source: readonly StageFile[] | undefined): readonly CalendarDay[] {
  const changes = source === undefined ? undefined : changesByDay(known.files, source);
  const tried = [...known.outcomes].flatMap(([day, { outcome }]) => (outcome === 'missing' ? [] : [day]));
  const days = [...known.loaded.keys(), ...tried, ...(changes?.keys() ?? [])].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  return daysBetween(first, last).map((day) => toDay(day, known, changes && (changes.get(day) ?? UNCHANGED)));
}

const UNCHANGED: FileChanges = { new: 0, changed: 0, vanished: 0 };

function toDay(day: string, { loaded, outcomes }: KnownDays, files: FileChanges | undefined): CalendarDay {
  const there = loaded.get(day);
  const latest = outcomes.get(day);
  return {
    day,
    state: stateOf(there, latest, files),
    isPublished: there !== undefined && (there.isPublished || there.isRestaged),
    records: there?.isStaged ? there.records : null,
    rejects: there?.rejects ?? 0,
    reason: latest?.reason ?? null,
    run: latest?.run ?? null,
    files: files ?? null,
  };
}

/** See DAY_STATES for what each means and which goes before which. */
function stateOf(
  there: LoadedDay | undefined,
  latest: LatestOutcome | undefined,
  files: FileChanges | undefined,
): CalendarState {
  if (latest?.outcome === 'failed') return 'failed';
  if (there?.isStaged && there.isRestaged) return 'restaged';
  if (there?.isStaged && !there.isPublished) return 'staged';
  if (files !== undefined && files.changed > 0) return 'changed';
  if (files !== undefined && files.new > 0) return 'new';
  if (files !== undefined && files.vanished > 0) return 'vanished';
  if (there === undefined) return 'missing';
  return there.rejects > 0 ? 'rejects' : 'published';
}

/** Days with the files of the source that were not read, or not as they are now, and those that were read and are gone. */
function changesByDay(ledger: Ledger, source: readonly StageFile[]): ReadonlyMap<string, FileChanges> {
  const { fresh, changed, vanished } = changesSince(ledger, source);
  const changes = new Map<string, { new: number; changed: number; vanished: number }>();
  const note = (what: keyof FileChanges, files: readonly { readonly day?: string | undefined }[]) => {
    for (const { day } of files) {
      if (day === undefined) continue;
      const ofDay = changes.get(day) ?? { ...UNCHANGED };
      ofDay[what] += 1;
      changes.set(day, ofDay);
    }
  };
  note('new', fresh);
  note('changed', changed);
  note('vanished', vanished);
  return changes;
}

function toLoaded(row: QueryRow): LoadedDay {
  return {
    isStaged: Number(row.is_staged) > 0,
    isPublished: Number(row.is_published) > 0,
    isRestaged: Number(row.is_restaged) > 0,
    records: Number(row.records),
    rejects: Number(row.rejects),
  };
}

function toOutcome({ outcome, reason, run_id }: QueryRow): LatestOutcome {
  return { outcome: String(outcome), reason: reason === null ? null : redact(String(reason)), run: String(run_id) };
}
