import { CHECK_FLAGS, CHECK_SETTINGS, type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const rematch: RunCommand = {
  kind: 'run',
  name: 'rematch',
  summary: 'match all published plays with the staged songs again, as if the songs had been there first',
  examples: ['sparkify-etl rematch'],
  settings: [...WAREHOUSE_SETTINGS, ...CHECK_SETTINGS],
  stages: ['fact', 'dimension', 'check'],
  rematch: 'all',
  days: 'none',
  daysFrom: 'published',
  flags: CHECK_FLAGS,
};
