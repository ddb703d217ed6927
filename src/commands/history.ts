import { type KeepingCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const history: KeepingCommand = {
  kind: 'history',
  name: 'history',
  summary: 'the latest runs, or everything that is kept of one: days, tasks, checks that did not pass',
  examples: [
    'sparkify-etl history',
    'sparkify-etl history last',
    'sparkify-etl history 20181201T0300',
    'sparkify-etl history --limit 100 --json',
  ],
  argument: '[run]',
  settings: WAREHOUSE_SETTINGS,
  flags: [
    { syntax: '--limit <n>', description: 'runs at most, the newest first', fallback: '20' },
    { syntax: '--json', description: 'one JSON document on stdout' },
  ],
};
