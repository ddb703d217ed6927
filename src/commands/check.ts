import { type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const check: RunCommand = {
  kind: 'run',
  name: 'check',
  summary: 'check the quality of what is published; exit code 1 if a blocking check fails',
  examples: ['sparkify-etl check', 'sparkify-etl check --date 2018-11-15'],
  settings: WAREHOUSE_SETTINGS,
  stages: ['check'],
  audits: true,
  days: 'optional',
  daysFrom: 'published',
  flags: [],
};
