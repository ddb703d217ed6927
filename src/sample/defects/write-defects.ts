import type { SampleFolder } from '../folder.ts';
import { type CompleteOptions, DAY_MS, firstDayOf, isoDay, logFolder, logPath } from '../options.ts';
import { type Defects, expect, type MutableDefects, type OddText } from './expectation.ts';
import { oddEvents, truncatedEnd } from './odd-events.ts';
import { oddSongFile, oddSongs } from './odd-songs.ts';

const NOON_MS = DAY_MS / 2;
const BYTE_ORDER_MARK = Buffer.from('\ufeff', 'utf8');

/** What is put around the sound events of one day. */
export interface Surroundings {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** The odd records of the event logs, spread over the days, and where they will stand. */
export class OddEventPlan {
  readonly #options: CompleteOptions;
  readonly #ofDay: OddText[][];

  constructor(options: CompleteOptions) {
    this.#options = options;
    this.#ofDay = Array.from({ length: options.days }, () => []);
    const first = firstDayOf(options.start);
    const tsOf = (index: number) => (first + (index % options.days)) * DAY_MS + NOON_MS;
    for (const [index, odd] of oddEvents(tsOf).entries()) this.#ofDay[index % options.days]?.push(odd);
    this.#ofDay.at(-1)?.push(truncatedEnd(tsOf(options.days - 1)));
  }

  /** Bytes to put before and after the events of day number `index`; notes in `defects` what is to be expected. */
  around(index: number, defects: MutableDefects): Surroundings {
    const { days, eventsPerDay, start, gzip } = this.#options;
    const file = logPath(isoDay(firstDayOf(start) + index), gzip);
    let line = eventsPerDay + 1;
    let text = '';
    for (const odd of this.#ofDay[index] ?? []) {
      expect(odd, file, line, defects);
      text += `\n${odd.text}`;
      line += odd.text.split('\n').length;
    }
    const marked = index === days - 1;
    if (marked) defects.loads.push({ kind: 'byte order mark', file, line: 1, records: 0 });
    return { before: marked ? BYTE_ORDER_MARK : Buffer.alloc(0), after: Buffer.from(text, 'latin1') };
  }
}

/** Writes the odd song files and the files that are no data, and completes the list of what is to be expected. */
export async function writeOddFiles(
  folder: SampleFolder,
  options: CompleteOptions,
  defects: MutableDefects,
): Promise<Defects> {
  for (const { file, odd } of oddSongs()) {
    expect(odd, file, 1, defects);
    await folder.write(file, Buffer.from(odd.text, 'latin1'));
  }
  await writeStrayFiles(folder, options, defects);
  return defects;
}

async function writeStrayFiles(folder: SampleFolder, options: CompleteOptions, defects: MutableDefects): Promise<void> {
  const day = isoDay(firstDayOf(options.start));
  const log = logPath(day, options.gzip);
  const copy = `${logFolder(day)}/.ipynb_checkpoints/${day}-events-checkpoint.json${options.gzip ? '.gz' : ''}`;
  await folder.copy(log, copy);
  defects.ignored.push({ kind: 'copy left by a notebook', file: copy });
  for (const [kind, file, content] of strayFiles()) {
    await folder.write(file, content);
    defects.ignored.push({ kind, file });
  }
}

function strayFiles(): (readonly [kind: string, file: string, content: string])[] {
  return [
    ['state of a file browser', 'log_data/.DS_Store', '\0\0\0\u0001Bud1\0'],
    ['state of a file browser', 'song_data/A/.DS_Store', '\0\0\0\u0001Bud1\0'],
    ['text', 'log_data/README.txt', 'These logs are made up.\n'],
    ['mark of a finished job', 'log_data/_SUCCESS', ''],
    ['mark of a finished job', 'song_data/_SUCCESS', ''],
    ['empty song file', oddSongFile(999), ''],
  ];
}
