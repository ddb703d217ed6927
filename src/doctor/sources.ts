import { daysBetween } from '../core/day.ts';
import { EtlError } from '../core/errors.ts';
import type { StageFile } from '../core/warehouse.ts';
import { nameSetting, SAMPLE } from '../input.ts';
import { counted } from '../reporters/format.ts';
import { type FoundLogs, findLogs, findSongs, refuseTwins } from '../source/find-files.ts';
import { attempt, type Finding, ok, skipped, warning } from './finding.ts';
import { type FirstObjects, firstObjects } from './first-objects.ts';
import { examineFirstRecords } from './records.ts';
import { type World, wrongAmong } from './world.ts';

const MOST_LOGS = 10_000;
/** A page of S3's listing. */
const MOST_SONGS = 1_000;
const MOST_DAYS = 36_600;
const SHOWN_GAPS = 10;

/** What was found out about a source, and files of it. */
export interface SourceFindings {
  readonly findings: readonly Finding[];
  readonly files: readonly StageFile[];
}

/** Lists the event logs, and reads the latest of them. */
export async function examineLogs(world: World): Promise<SourceFindings> {
  const { config, services, signal } = world;
  const wrong = wrongAmong(world, 'logData', 'logPattern', 's3Endpoint');
  if (wrong !== undefined) return { findings: [skipped('logs-listed', wrong)], files: [] };
  let files: readonly StageFile[] = [];
  const listed = await attempt('logs-listed', signal, async () => {
    const store = firstObjects(await services.logs(), MOST_LOGS);
    const found = await orNothing(store, findLogs(store, config.logPattern, { kind: 'all' }, signal));
    if (found === undefined) return nothingAmongFirst('logs-listed', store, MOST_LOGS, 'LOG_PATTERN (--log-pattern)');
    files = found.files;
    refuseTwins(files);
    return allEmpty('logs-listed', files, store) ?? describeLogs(found, store);
  });
  // The latest: what is delivered now is what the next run will read.
  const file = files.findLast(({ object }) => object.size > 0);
  const open = () => services.eventReader(signal).catch(nameSetting('LOG_JSONPATH (--log-jsonpath)'));
  const read =
    wrongAmong(world, 'logJsonPath') === undefined
      ? await examineFirstRecords(world, { check: 'logs-read', file, open, dataset: 'events' })
      : skipped('logs-read', 'because LOG_JSONPATH is wrong');
  return { findings: [listed, read], files };
}

/** Lists the song files, and reads one of them. */
export async function examineSongs(world: World): Promise<SourceFindings> {
  const { services, signal } = world;
  const wrong = wrongAmong(world, 'songData', 's3Endpoint');
  if (wrong !== undefined) return { findings: [skipped('songs-listed', wrong)], files: [] };
  let files: readonly StageFile[] = [];
  const listed = await attempt('songs-listed', signal, async () => {
    const store = firstObjects(await services.songs(), MOST_SONGS);
    const found = await orNothing(store, findSongs(store, signal), 'SONG_DATA (--song-data)');
    if (found === undefined) return nothingAmongFirst('songs-listed', store, MOST_SONGS, 'SONG_DATA (--song-data)');
    files = found;
    const empty = allEmpty('songs-listed', files, store);
    if (empty !== undefined) return empty;
    return ok('songs-listed', `${atLeast(store)}${counted(files.length, 'song file')} below ${store.location}`);
  });
  const read = await examineFirstRecords(world, {
    check: 'songs-read',
    file: files.find(({ object }) => object.size > 0),
    open: () => services.songReader(),
    dataset: 'songs',
  });
  return { findings: [listed, read], files };
}

/** Undefined where nothing was found among the first objects, but more may be behind them. */
async function orNothing<Found>(
  store: FirstObjects,
  search: Promise<Found>,
  setting = 'LOG_DATA (--log-data)',
): Promise<Found | undefined> {
  try {
    return await search.catch(nameSetting(setting, SAMPLE));
  } catch (error) {
    if (store.isCut && error instanceof EtlError && error.kind === 'badData') return undefined;
    throw error;
  }
}

function nothingAmongFirst(check: string, { location }: FirstObjects, most: number, setting: string): Finding {
  return warning(check, `no such file among the first ${most} objects below ${location}`, `check ${setting}`);
}

/** Into empty tables nothing of that can be published. */
function allEmpty(check: string, files: readonly StageFile[], { location }: FirstObjects): Finding | undefined {
  if (files.some(({ object }) => object.size > 0)) return undefined;
  const found = `${counted(files.length, 'file')} below ${location}, and each of them is empty`;
  return warning(check, found, 'look whether they were delivered whole: checks refuse tables without a row');
}

function describeLogs({ days, files }: FoundLogs, store: FirstObjects): Finding {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const found = `${atLeast(store)}${counted(files.length, 'log file')} of ${counted(days.length, 'day')}, ${first} to ${last}, below ${store.location}`;
  return ok('logs-listed', found, gapsBetween(first, last, days));
}

function atLeast({ isCut }: FirstObjects): string {
  return isCut ? 'at least ' : '';
}

/** Days without any file may be right: nobody listened, or nothing was delivered. */
function gapsBetween(first: string, last: string, days: readonly string[]): string[] {
  const span = (Date.parse(last) - Date.parse(first)) / 86_400_000;
  if (span > MOST_DAYS || span + 1 === days.length) return [];
  const known = new Set(days);
  const gaps = daysBetween(first, last).filter((day) => !known.has(day));
  const shown = gaps.slice(0, SHOWN_GAPS).join(', ');
  const more = gaps.length > SHOWN_GAPS ? ` and ${gaps.length - SHOWN_GAPS} more` : '';
  return [`no file for ${shown}${more}`];
}
