import { parseDays, parseFolder, parseShare } from './parse.ts';
import { setting } from './setting.ts';

/** What checks are evaluated, and against what. */
export const CHECKS = {
  checksDir: setting({
    group: 'Checks',
    variable: 'CHECKS_DIR',
    flag: '--checks',
    argument: '<folder>',
    description: 'folder with checks of your own: .sql files, and .yaml or .json lists of queries with expected values',
    parse: parseFolder,
  }),
  leastMatchShare: setting({
    group: 'Checks',
    variable: 'LEAST_MATCH_SHARE',
    flag: '--least-match-share',
    argument: '<share>',
    description: 'fail if a smaller share of the plays of the days found their song: 5%',
    parse: parseShare,
  }),
  freshWithin: setting({
    group: 'Checks',
    variable: 'FRESH_WITHIN',
    flag: '--fresh-within',
    argument: '<days>',
    description: 'let check fail if the latest published day is older: 2d',
    parse: parseDays,
  }),
  keepFailures: setting({
    group: 'Checks',
    variable: 'KEEP_FAILURES',
    flag: '--keep-failures',
    argument: '<days>',
    description: 'how long the rows that checks found are kept in etl_check_failures',
    fallback: '90d',
    parse: parseDays,
  }),
} as const;
