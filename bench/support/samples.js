import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './child.js';
import { DATA, TOOL } from './paths.js';

/**
 * A folder with sample data, written by the tool itself on first use and kept for the next.
 * @param {string} name folder below .bench/data
 * @param {Record<string, number | string>} flags of `sparkify-etl sample`, without the dashes
 * @returns {Promise<{logs: string, songs: string, first: string, report: object}>} the folders of both kinds of data,
 *   and what `sample --json` said: days, events, files, bytes …
 */
export async function ensureSample(name, flags) {
  const folder = join(DATA, name);
  const marker = `${folder}.json`;
  const wanted = JSON.stringify(flags);
  const written = existsSync(marker) ? JSON.parse(readFileSync(marker, 'utf8')) : undefined;
  if (written?.wanted === wanted) return { ...placesIn(folder), report: written.report };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(DATA, { recursive: true });
  console.log(`  (writing sample data: ${name})`);
  const options = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  const { stdout } = await runNode({ args: [TOOL, 'sample', '--json', '--out', folder, ...options], usage: false });
  const report = JSON.parse(stdout);
  // Last, so that a folder that was not finished is written again.
  writeFileSync(marker, JSON.stringify({ wanted, report }));
  return { ...placesIn(folder), report };
}

const BYTES_PER_EVENT = 470;

/**
 * Sample data of many events on few days.
 * @param {number} megabytes of logs, about
 * @param {number} days
 */
export function ensureLogs(megabytes, days) {
  const events = Math.ceil((megabytes * 1e6) / days / BYTES_PER_EVENT);
  return ensureSample(`logs-${megabytes}`, { days, users: 20_000, songs: 500, 'events-per-day': events });
}

function placesIn(folder) {
  return { logs: join(folder, 'log_data'), songs: join(folder, 'song_data') };
}

/** The days of a sample, which begins on 2018-11-01 unless told. */
export function daysFrom(first, count) {
  const start = Date.parse(first);
  return Array.from({ length: count }, (_, day) => new Date(start + day * 86_400_000).toISOString().slice(0, 10));
}
