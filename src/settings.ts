import { EtlError } from './core/errors.ts';
import type { Dialect } from './core/statement.ts';
import { parseLocation, type SourceLocation } from './object-stores/location.ts';
import { redact } from './redact.ts';
import { compileDayPattern, type DayPattern } from './source/day-pattern.ts';

/** A setting: its environment variable, its flag, and how its text is checked. `parse` throws an Error with the problem. */
export interface Setting<T> {
  readonly variable: string;
  readonly flag: string;
  /** What stands for the value in --help; none for a switch. */
  readonly argument?: string;
  readonly description: string;
  readonly fallback?: string;
  parse(text: string): T;
}

const setting = <T>(declaration: Setting<T>): Setting<T> => declaration;

/** Every setting there is. A new one goes here and into .env.example; a test keeps the two together. */
export const SETTINGS = {
  warehouse: setting({
    variable: 'WAREHOUSE_URL',
    flag: '--warehouse',
    argument: '<url>',
    description: 'where the star schema goes: duckdb:FILE',
    fallback: 'duckdb:./sparkify.duckdb',
    parse: parseWarehouse,
  }),
  logData: setting({
    variable: 'LOG_DATA',
    flag: '--log-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the event logs',
    fallback: './sample/log_data',
    parse: parsePlace,
  }),
  songData: setting({
    variable: 'SONG_DATA',
    flag: '--song-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the song files',
    fallback: './sample/song_data',
    parse: parsePlace,
  }),
  logJsonPath: setting({
    variable: 'LOG_JSONPATH',
    flag: '--log-jsonpath',
    argument: '<file>',
    description: 'JSONPaths file (local or s3://) that says which key fills which column of staging_events',
    parse: parsePlace,
  }),
  logPattern: setting({
    variable: 'LOG_PATTERN',
    flag: '--log-pattern',
    argument: '<pattern>',
    description: 'where the logs of a day are below LOG_DATA: %Y %m %d %j %H, and * ? **/',
    fallback: '%Y/%m/%Y-%m-%d-events.json',
    parse: parsePattern,
  }),
  maxErrors: setting({
    variable: 'MAX_ERRORS',
    flag: '--max-errors',
    argument: '<n>',
    description: 'records per staging table that may be set aside in staging_rejects',
    fallback: '0',
    parse: (text) => parseInteger(text, 0, 100_000),
  }),
  s3Endpoint: setting({
    variable: 'AWS_ENDPOINT_URL_S3',
    flag: '--s3-endpoint',
    argument: '<url>',
    description: 'S3-compatible server to use instead of AWS',
    parse: parseEndpoint,
  }),
  s3PathStyle: setting({
    variable: 'S3_FORCE_PATH_STYLE',
    flag: '--s3-path-style',
    description: 'address buckets by path; without it, done wherever an endpoint is given',
    parse: parseSwitch,
  }),
  s3Unsigned: setting({
    variable: 'S3_NO_SIGN_REQUEST',
    flag: '--s3-no-sign-request',
    description: 'read public buckets without credentials',
    fallback: 'false',
    parse: parseSwitch,
  }),
  s3Concurrency: setting({
    variable: 'S3_CONCURRENCY',
    flag: '--s3-concurrency',
    argument: '<n>',
    description: 'requests to S3 under way at once',
    fallback: '64',
    parse: (text) => parseInteger(text, 1, 512),
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;

function parseWarehouse(text: string): { readonly dialect: Dialect; readonly path: string } {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(text) ?? [];
  if (scheme === 'duckdb') {
    const path = rest.replace(/^\/\//, '');
    if (path === '') throw new Error('expected a file name after duckdb:, for example duckdb:./sparkify.duckdb');
    return { dialect: 'duckdb', path };
  }
  if (['postgres', 'postgresql', 'redshift'].includes(scheme)) {
    throw new Error(`${scheme}:// is not supported by this version, expected duckdb:FILE`);
  }
  throw new Error(`expected duckdb:FILE, found "${redact(text)}"`);
}

/** A problem as one sentence: what is wrong, then what to write instead. */
function parsePlace(text: string): SourceLocation {
  try {
    return parseLocation(text);
  } catch (error) {
    throw error instanceof EtlError && error.hint !== undefined ? new Error(`${error.message}; ${error.hint}`) : error;
  }
}

function parsePattern(text: string): DayPattern {
  const pattern = compileDayPattern(text);
  if (typeof pattern === 'string') throw new Error(`"${text}": ${pattern}`);
  return pattern;
}

/** A whole number within bounds; throws an Error that says what was expected. */
export function parseInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`expected a whole number from ${least} to ${most}, found "${text}"`);
  }
  return value;
}

function parseSwitch(text: string): boolean {
  if (['true', '1', 'yes'].includes(text)) return true;
  if (['false', '0', 'no'].includes(text)) return false;
  throw new Error(`expected true or false, found "${text}"`);
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`expected an http:// or https:// URL, found "${redact(text)}"`);
  }
  return text;
}
