import type { Options } from './cli.ts';
import { isDay } from './core/day.ts';
import { ConfigError, EXIT_CODES, messageOf } from './core/errors.ts';
import type { Performance } from './performance.ts';
import type { SampleOptions } from './sample/options.ts';
import { type SampleReport, writeSample } from './sample/write-sample.ts';
import { parseInteger } from './settings/parse.ts';

/** Writes sample data and says what came out, on stdout: as text, or with --json as one object. */
export async function performSample({ options, signal, streams }: Performance): Promise<number> {
  const report = await writeSample(readOptions(options), { signal });
  const text =
    options.json === true ? `${JSON.stringify({ type: 'sample-written', ...report })}\n` : describe(report, options);
  streams.out.write(text);
  return EXIT_CODES.ok;
}

function readOptions(options: Options): SampleOptions {
  const problems: string[] = [];
  const integer = (flag: string, name: string, least: number, most: number) => {
    try {
      return parseInteger(String(options[name]), least, most);
    } catch (error) {
      problems.push(`${flag}: ${messageOf(error)}`);
      return least;
    }
  };
  const start = String(options.start);
  if (!isDay(start)) problems.push(`--start: expected a day as YYYY-MM-DD, found "${start}"`);
  const result = {
    out: String(options.out),
    days: integer('--days', 'days', 1, 36_600),
    start,
    users: integer('--users', 'users', 1, 10_000_000),
    songs: integer('--songs', 'songs', 1, 10_000_000),
    eventsPerDay: integer('--events-per-day', 'eventsPerDay', 1, 100_000_000),
    seed: integer('--seed', 'seed', 0, Number.MAX_SAFE_INTEGER),
    gzip: options.gzip === true,
    defects: options.defects === true,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return result;
}

function describe(report: SampleReport, { out }: Options): string {
  const { defects } = report;
  const count = (value: number) => value.toLocaleString('en-US');
  const broken =
    defects.rejects.length === 0
      ? []
      : [`  broken   ${count(defects.rejects.length)} records, listed in ${out}/defects.json`];
  return [
    `Sample data in ${out}`,
    `  logs     ${count(report.days)} days, ${report.firstDay} to ${report.lastDay}: ${count(report.events)} events, ${count(report.plays)} of them plays`,
    `  songs    ${count(report.songs)} by ${count(report.artists)} artists`,
    `  size     ${count(report.files)} files, ${(report.bytes / 1e6).toFixed(1)} MB`,
    ...broken,
    '',
    `Load it: LOG_DATA=${out}/log_data SONG_DATA=${out}/song_data sparkify-etl run-all --all`,
    '',
  ].join('\n');
}
