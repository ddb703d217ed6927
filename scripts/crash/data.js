import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../bin/sparkify-etl.js', import.meta.url));
const SAMPLE = ['--days', '5', '--users', '12', '--songs', '30', '--events-per-day', '60', '--seed', '5'];

/** Not JSON, and a value of the wrong type: both are set aside with --max-errors. */
const BAD_LINES =
  'not a record\n{"page":"NextSong","ts":1541030400000,"userId":"seven","level":"free","sessionId":1,"itemInSession":0}\n';
const BAD_SONG = '{"num_songs":1,"artist_id":"AR1","title":';

/**
 * The source at two times. In its earlier state the last day is not there yet, the second day's file is shorter, every third
 * song is missing and another is longer than it is later.
 * @typedef {object} Data
 * @property {string} folder holds log_data and song_data, in the earlier state until `arrive`
 * @property {string[]} days all days, those that come later too
 * @property {string} changedDay whose file changes
 * @property {Map<string, Buffer>} news the files that come or change, by path below the folder
 * @property {() => void} arrive brings the later state
 */

/**
 * Makes data in a folder: a sample, or a copy of what is in another folder; with some bad records.
 * @param {string} folder
 * @param {string | undefined} given holds log_data and song_data
 * @returns {Data}
 */
export function makeData(folder, given) {
  if (given === undefined) execFileSync(process.execPath, [BINARY, 'sample', '--out', folder, ...SAMPLE]);
  else for (const name of ['log_data', 'song_data']) cpSync(join(given, name), join(folder, name), { recursive: true });
  const logs = filesIn(folder, 'log_data');
  if (logs.length < 3) throw new Error('at least three days are needed');
  spoil(folder, logs);
  const news = new Map();
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const become = (path, content) => {
    news.set(path, readFileSync(join(folder, path)));
    if (content === undefined) rmSync(join(folder, path));
    else write(path, content);
  };
  become(logs.at(-1));
  become(logs[1], firstLines(readFileSync(join(folder, logs[1]), 'utf8')));
  const songs = filesIn(folder, 'song_data').filter((path) => !path.endsWith('bad.json'));
  for (const path of songs.filter((_, index) => index % 3 === 0)) become(path);
  become(songs[1], lengthened(readFileSync(join(folder, songs[1]), 'utf8')));
  return {
    folder,
    days: logs.map(dayOf),
    changedDay: dayOf(logs[1]),
    news,
    arrive: () => news.forEach((content, path) => void write(path, content)),
  };
}

function spoil(folder, logs) {
  for (const path of [logs[0], logs.at(-1)]) {
    const text = readFileSync(join(folder, path), 'utf8');
    appendFileSync(join(folder, path), `${text.endsWith('\n') ? '' : '\n'}${BAD_LINES}`);
  }
  mkdirSync(join(folder, 'song_data', 'Z'), { recursive: true });
  writeFileSync(join(folder, 'song_data', 'Z', 'bad.json'), BAD_SONG);
}

function filesIn(folder, name) {
  return readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

const dayOf = (path) => /\d{4}-\d{2}-\d{2}/.exec(path)[0];

function firstLines(text) {
  const lines = text.split('\n');
  return lines.slice(0, Math.ceil(lines.length * 0.6)).join('\n');
}

/** No play was of this length: it will find its song when that has the right one. */
function lengthened(text) {
  const song = JSON.parse(text);
  return JSON.stringify({ ...song, duration: song.duration + 1000 });
}
