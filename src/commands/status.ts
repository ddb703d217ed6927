import { type KeepingCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const status: KeepingCommand = {
  kind: 'status',
  name: 'status',
  summary:
    'a calendar of all days: published, staged, failed, missing, with rejects, changed in the source; and the gaps',
  examples: ['sparkify-etl status', 'sparkify-etl status --offline', 'sparkify-etl status --json'],
  settings: [
    ...WAREHOUSE_SETTINGS,
    'logData',
    'logPattern',
    's3Endpoint',
    's3PathStyle',
    's3Unsigned',
    's3Concurrency',
  ],
  flags: [
    { syntax: '--offline', description: 'do not look at the source for new, changed and vanished files' },
    { syntax: '--json', description: 'one JSON document on stdout' },
  ],
};
