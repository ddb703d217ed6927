import { type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const createTables: RunCommand = {
  kind: 'run',
  name: 'create-tables',
  summary: 'create the seven tables, and those for bookkeeping, where they are missing',
  examples: ['sparkify-etl create-tables'],
  settings: WAREHOUSE_SETTINGS,
  stages: ['create'],
  days: 'none',
  daysFrom: 'source',
  flags: [],
};
