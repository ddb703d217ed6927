import type { OtherCommand } from './command.ts';

export const sample: OtherCommand = {
  kind: 'sample',
  name: 'sample',
  summary: 'write invented logs and songs, to try things with',
  examples: ['sparkify-etl sample', 'sparkify-etl sample --days 30 --events-per-day 70000 --seed 7 --out big'],
  flags: [
    { syntax: '--out <dir>', description: 'where to write', fallback: './sample' },
    { syntax: '--days <n>', description: 'days of logs', fallback: '30' },
    { syntax: '--start <day>', description: 'first day', fallback: '2018-11-01' },
    { syntax: '--users <n>', description: 'people', fallback: '100' },
    { syntax: '--songs <n>', description: 'songs of the catalogue, a file each', fallback: '500' },
    { syntax: '--events-per-day <n>', description: 'events of a day', fallback: '300' },
    { syntax: '--seed <n>', description: 'the same seed gives the same bytes', fallback: '1' },
    { syntax: '--gzip', description: 'compress the logs' },
    { syntax: '--json', description: 'say what was written as one JSON object' },
    { syntax: '--defects', description: 'add broken records of each kind, listed in defects.json' },
  ],
};
