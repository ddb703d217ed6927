import { parseInteger, parsePattern, parsePlace } from './parse.ts';
import { setting } from './setting.ts';

/** Where the data is, and how much of it may be wrong. */
export const SOURCES = {
  logData: setting({
    group: 'Sources',
    variable: 'LOG_DATA',
    flag: '--log-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the event logs',
    fallback: './sample/log_data',
    parse: parsePlace,
  }),
  songData: setting({
    group: 'Sources',
    variable: 'SONG_DATA',
    flag: '--song-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the song files',
    fallback: './sample/song_data',
    parse: parsePlace,
  }),
  logJsonPath: setting({
    group: 'Sources',
    variable: 'LOG_JSONPATH',
    flag: '--log-jsonpath',
    argument: '<file>',
    description: 'JSONPaths file (local or s3://) that says which key fills which column of staging_events',
    parse: parsePlace,
  }),
  logPattern: setting({
    group: 'Sources',
    variable: 'LOG_PATTERN',
    flag: '--log-pattern',
    argument: '<pattern>',
    description: 'where the logs of a day are below LOG_DATA: %Y %m %d %j %H, and * ? **/',
    fallback: '%Y/%m/%Y-%m-%d-events.json',
    parse: parsePattern,
  }),
  maxErrors: setting({
    group: 'Sources',
    variable: 'MAX_ERRORS',
    flag: '--max-errors',
    argument: '<n>',
    description: 'records per staging table that may be set aside in staging_rejects',
    fallback: '0',
    parse: (text) => parseInteger(text, 0, 100_000),
  }),
} as const;
