import type { RunEvent } from './core/event.ts';
import { lastingName } from './core/staged-files.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Session, StageFile, Warehouse } from './core/warehouse.ts';
import type { Input } from './input.ts';
import { changesSince, type FileChanges, type Ledger, ledgerOf } from './ledger.ts';
import type { RunRequest } from './run-request.ts';
import { openCatalog } from './sql/catalog.ts';

/** What there is left to do of a request. */
export interface Remainder {
  readonly request: RunRequest;
  readonly input: Input;
  readonly songs: SongInput;
  /** How the files that were looked at differ from those that are staged; undefined: they were not compared. */
  readonly changes?: { readonly events: FileChanges; readonly songs: FileChanges };
  /** What the user should know of it. */
  readonly notices: readonly Extract<RunEvent, { type: 'notice' }>[];
}

/** The song files of a run. */
export interface SongInput {
  /** Those that are read. */
  readonly files: readonly StageFile[];
  /** All there are. */
  readonly all: readonly StageFile[];
  /** Lasting names of those that are staged and that the source does not have any more. */
  readonly vanished: readonly string[];
  /** Whether some are staged, in whatever version, for plays to be matched with. */
  readonly areStaged: boolean;
}

/** What the warehouse knows of the source. */
interface Known {
  readonly events: Ledger;
  readonly songs: Ledger;
  /** Days that are staged, and not published as they are staged. */
  readonly unpublished: readonly string[];
  /** Whether songs were staged, or plays loaded, that not all published tables have yet. */
  readonly isUnfinished: boolean;
}

const NOTHING: Known = { events: new Map(), songs: new Map(), unpublished: [], isUnfinished: false };

/** How many names of vanished files are told. */
const SHOWN_FILES = 3;

/**
 * Leaves out of a request what is loaded already: song files that are staged as they are, and, where the request is for what is
 * new, days whose files are staged as they are and published.
 */
export async function leaveOutLoaded(
  warehouse: Warehouse,
  request: RunRequest,
  input: Input,
  songs: readonly StageFile[],
  signal: AbortSignal,
): Promise<Remainder> {
  const { onlyNew } = request;
  if (onlyNew === undefined && !request.tasks.some(({ id }) => id === 'stage:songs')) {
    return { request, input, songs: { files: songs, all: songs, vanished: [], areStaged: false }, notices: [] };
  }
  const sql = openCatalog(warehouse.dialect);
  const isCatchUp = onlyNew === 'songs and days';
  const known = await warehouse.transaction((session) => readKnown(session, sql, isCatchUp), signal);
  const songChanges = changesSince(known.songs, songs);
  const gone = songChanges.vanished.map(({ uri }) => uri);
  const earlier = { all: songs, vanished: gone, areStaged: known.songs.size > 0 };
  if (onlyNew === undefined) return { request, input, songs: { ...earlier, files: songs }, notices: [] };
  const newSongs = [...songChanges.fresh, ...songChanges.changed];
  const events = changesSince(isCatchUp ? known.events : ofDays(known.events, input), input.files);
  const rest = isCatchUp ? newDays(input, events, known) : input;
  const left = { ...input, ...rest };
  const isIdle = isCatchUp && left.days.length === 0 && newSongs.length === 0 && !known.isUnfinished;
  return {
    request: {
      ...request,
      tasks: isIdle ? [] : tasksFor(request.tasks, left, newSongs),
      // Of whatever else is new, days that cannot be loaded keep nothing away.
      publishesRest: isCatchUp && (newSongs.length > 0 || known.isUnfinished),
    },
    input: left,
    songs: { ...earlier, files: newSongs },
    changes: { events, songs: songChanges },
    notices: [
      ...emptied(events.changed, known.events),
      ...(isCatchUp ? vanishedLogs(events.vanished, left.days) : []),
      ...(isCatchUp ? leftDays(events.changed, known.events, left.days) : []),
      ...vanished('SONG_DATA', songChanges.vanished, 'what was loaded stays'),
      ...(isCatchUp ? [tellChanges({ left, events, songs: songChanges, known, isIdle })] : []),
    ],
  };
}

async function readKnown(session: Session, sql: SqlCatalog, isCatchUp: boolean): Promise<Known> {
  const tables = await session.query(sql.statement('state/tables'));
  if (!tables.some(({ name }) => name === 'etl_files')) return NOTHING;
  // Of tables that somebody dropped nothing can be asked: they are made anew, and filled.
  const hasDropped = PUBLISHED_REST.some((table) => !tables.some(({ name }) => name === table));
  const [events, songs, unpublished, [staged], rest] = await Promise.all([
    ledgerOf(session, sql, 'events'),
    ledgerOf(session, sql, 'songs'),
    session.query(sql.statement('state/unpublished-days')),
    session.query(sql.statement('state/count-staged-songs')),
    isCatchUp && !hasDropped ? session.query(sql.statement('state/unpublished-rest')) : [],
  ]);
  return {
    events,
    // Somebody emptied the table: what the ledger says of it does not hold any more.
    songs: Number(staged?.songs ?? 0) === 0 ? new Map() : songs,
    unpublished: unpublished.map(({ day }) => String(day)),
    isUnfinished: isCatchUp && (hasDropped || rest.length > 0),
  };
}

/** The tables that state/unpublished-rest reads. */
const PUBLISHED_REST = ['etl_stale_songs', 'etl_stale_users', 'etl_stale_times', 'staging_songs', 'songs'];

/** What the ledger has of the days that were asked for. */
function ofDays(ledger: Ledger, { days, missing }: Input): Ledger {
  const asked = new Set([...days, ...missing.map(({ day }) => day)]);
  return new Map([...ledger].filter(([, { day = '' }]) => asked.has(day)));
}

function newDays(input: Input, { fresh, changed }: FileChanges, known: Known): Pick<Input, 'days' | 'files'> {
  const wanted = new Set([...fresh, ...changed].map(({ day }) => day));
  // A file that is the delivery of another day now leaves the day that it was of.
  for (const { object } of changed) wanted.add(known.events.get(lastingName(object))?.day);
  for (const day of known.unpublished) wanted.add(day);
  return {
    days: input.days.filter((day) => wanted.has(day)),
    files: input.files.filter(({ day }) => wanted.has(day)),
  };
}

/** Without those that would have nothing to do. */
function tasksFor(tasks: RunRequest['tasks'], { days }: Input, songs: readonly StageFile[]): RunRequest['tasks'] {
  return tasks.filter(
    ({ id }) => !(id === 'stage:songs' && songs.length === 0) && !(id === 'stage:events' && days.length === 0),
  );
}

/** What was found out about a catch-up. */
interface Found extends Readonly<Record<'events' | 'songs', FileChanges>> {
  readonly left: Input;
  readonly known: Known;
  readonly isIdle: boolean;
}

function tellChanges({ left, events, songs, known, isIdle }: Found): Remainder['notices'][number] {
  const loaded = events.unchanged.length + songs.unchanged.length;
  const message = isIdle
    ? `nothing is new: ${counted(events.unchanged.length, 'log file')} and ${counted(songs.unchanged.length, 'song file')} are loaded as they are`
    : `${describe(events, 'log file')}, ${describe(songs, 'song file')}; ${counted(loaded, 'file')} are loaded already${unfinished(left, known)}`;
  return { type: 'notice', level: 'info', message };
}

/** Why there is something to do although no file is new: an earlier run got no further. */
function unfinished({ days }: Input, { unpublished, isUnfinished }: Known): string {
  const chosen = new Set(days);
  const again = unpublished.filter((day) => chosen.has(day)).length;
  return [
    ...(again === 0 ? [] : [`; ${counted(again, 'day')} staged but not published before, and loaded again`]),
    ...(isUnfinished ? ['; what was staged or loaded before and is not in all published tables is published now'] : []),
  ].join('');
}

function describe({ fresh, changed }: FileChanges, what: string): string {
  return `${counted(fresh.length, `new ${what}`)}${changed.length === 0 ? '' : ` and ${changed.length} changed`}`;
}

function vanishedLogs(files: FileChanges['vanished'], days: readonly string[]): Remainder['notices'] {
  const chosen = new Set<string | undefined>(days);
  const replaced = files.filter(({ day }) => chosen.has(day));
  const kept = files.filter(({ day }) => !chosen.has(day));
  const what =
    replaced.length === 1 ? 'its day is loaded again without it' : 'their days are loaded again without them';
  return [...vanished('LOG_DATA', replaced, what), ...vanished('LOG_DATA', kept, 'what was loaded stays')];
}

/** Tells of files that had records and have nothing any more: rather a mistake of who delivers them than a day without events. */
function emptied(changed: FileChanges['changed'], ledger: Ledger): Remainder['notices'] {
  return changed.flatMap(({ object, day }) => {
    const { rows = 0 } = ledger.get(lastingName(object)) ?? {};
    if (object.size > 0 || rows === 0) return [];
    const message = `${object.uri} is empty now: with it, ${counted(rows, 'record')} that ${rows === 1 ? 'was' : 'were'} loaded before will be gone from ${day}`;
    return [{ type: 'notice', level: 'warning', message }];
  });
}

/** Tells of files that are the delivery of another day now, where nothing else is there to load the day with that they were of. */
function leftDays(changed: FileChanges['changed'], ledger: Ledger, days: readonly string[]): Remainder['notices'] {
  const chosen = new Set<string | undefined>(days);
  return changed.flatMap(({ object, day }) => {
    const former = ledger.get(lastingName(object))?.day;
    if (former === undefined || former === day || chosen.has(former)) return [];
    const message = `${object.uri} is of ${day} now, by LOG_PATTERN (--log-pattern); ${former}, which it was loaded for before, has no other file: what was loaded of it stays`;
    return [{ type: 'notice', level: 'warning', message }];
  });
}

function vanished(setting: string, files: FileChanges['vanished'], what: string): Remainder['notices'] {
  if (files.length === 0) return [];
  const names = files.map(({ uri }) => uri).sort();
  const more = files.length > SHOWN_FILES ? `, … and ${files.length - SHOWN_FILES} more` : '';
  const shown = names.slice(0, SHOWN_FILES).join(', ');
  const message = `${counted(files.length, 'file')} that ${files.length === 1 ? 'was' : 'were'} loaded vanished from ${setting}: ${shown}${more}; ${what}`;
  return [{ type: 'notice', level: 'warning', message }];
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
