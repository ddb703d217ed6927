import { artistIndex, SONGS_PER_FOLDER, songAt } from './catalogue.ts';
import { createWorld, dayLog, type Tally, type World } from './day.ts';
import { type Defects, type MutableDefects, noDefects } from './defects/expectation.ts';
import { OddEventPlan, type Surroundings, writeOddFiles } from './defects/write-defects.ts';
import { GENERATOR, MARKER_FILE, SampleFolder } from './folder.ts';
import { LOG_JSON_PATHS } from './log-json-paths.ts';
import { type CompleteOptions, completeOptions, firstDayOf, isoDay, logPath, type SampleOptions } from './options.ts';

/** How a caller watches or stops the writing. */
export interface SampleIo {
  readonly signal?: AbortSignal;
  /** Called after each day. */
  readonly onProgress?: (progress: {
    readonly days: number;
    readonly daysTotal: number;
    readonly bytes: number;
  }) => void;
}

/** What was written. The counts are of sound records; what is odd is in `defects`. */
export interface SampleReport extends Readonly<Tally> {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly days: number;
  readonly songs: number;
  /** Different artist ids. */
  readonly artists: number;
  /** Files below `log_data` and `song_data`, strays included, and their bytes as stored. */
  readonly files: number;
  readonly bytes: number;
  readonly defects: Defects;
}

/**
 * Writes invented event logs and song files in the layout and with the habits of the public Sparkify bucket:
 * `log_data/YYYY/MM/YYYY-MM-DD-events.json`, `song_data/A/B/C/TRABC….json`, `log_json_path.json`; also `sample.json`
 * (options and counts) and, where asked for, `defects.json`.
 * Memory does not grow with days or events per day.
 * @throws EtlError('usage') for options that make no sense, a folder with other content, or one that cannot be written
 */
export async function writeSample(options: SampleOptions, io: SampleIo = {}): Promise<SampleReport> {
  const complete = completeOptions(options);
  const folder = await SampleFolder.claim(complete.out, io.signal);
  await writeMarker(folder, complete, null);
  await folder.write('log_json_path.json', LOG_JSON_PATHS);
  await writeSongs(folder, complete);
  const world = createWorld(complete);
  const defects = noDefects();
  await writeLogs(folder, world, defects, io);
  if (complete.defects) {
    await writeOddFiles(folder, complete, defects);
    await folder.write('defects.json', prettyJson(defects));
  }
  const report = reportOf(folder, world, defects);
  await writeMarker(folder, complete, report);
  return report;
}

async function writeSongs(folder: SampleFolder, { seed, songs }: CompleteOptions): Promise<void> {
  for (let first = 0; first < songs; first += SONGS_PER_FOLDER) {
    const batch = Array.from({ length: Math.min(SONGS_PER_FOLDER, songs - first) }, (_, index) =>
      songAt(seed, first + index),
    );
    await Promise.all(batch.map((song) => folder.write(song.path, song.json)));
  }
}

async function writeLogs(folder: SampleFolder, world: World, defects: MutableDefects, io: SampleIo): Promise<void> {
  const { options } = world;
  const odd = options.defects ? new OddEventPlan(options) : undefined;
  const first = firstDayOf(options.start);
  for (let index = 0; index < options.days; index++) {
    const path = logPath(isoDay(first + index), options.gzip);
    await folder.stream(path, surrounded(dayLog(world, index), odd?.around(index, defects)), options.gzip);
    io.onProgress?.({ days: index + 1, daysTotal: options.days, bytes: folder.bytes });
  }
}

function* surrounded(log: Iterable<Buffer>, surroundings: Surroundings | undefined): Generator<Buffer> {
  if (surroundings) yield surroundings.before;
  yield* log;
  if (surroundings) yield surroundings.after;
}

function reportOf(folder: SampleFolder, { options, tally }: World, defects: Defects): SampleReport {
  const first = firstDayOf(options.start);
  return {
    firstDay: isoDay(first),
    lastDay: isoDay(first + options.days - 1),
    days: options.days,
    ...tally,
    songs: options.songs,
    artists: artistsOf(options.songs),
    files: folder.files,
    bytes: folder.bytes,
    defects,
  };
}

function artistsOf(songs: number): number {
  const lastTen = Array.from({ length: songs % 10 }, (_, index) => artistIndex(index));
  return Math.floor(songs / 10) * (artistIndex(10) - artistIndex(0)) + new Set(lastTen).size;
}

/** Written first without counts, so that a folder whose writing was stopped is known as ours. */
async function writeMarker(folder: SampleFolder, options: CompleteOptions, report: SampleReport | null): Promise<void> {
  // Neither the folder's name nor the list of defects, which has a file of its own.
  const { out: _out, ...shown } = options;
  const counts = report && { ...report, defects: undefined };
  await folder.write(MARKER_FILE, prettyJson({ generator: GENERATOR, options: shown, written: counts }));
}

function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
