import { type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const loadFact: RunCommand = {
  kind: 'run',
  name: 'load-fact',
  summary: 'replace the plays of staged days in songplays',
  examples: ['sparkify-etl load-fact --date 2018-11-15', 'sparkify-etl load-fact --all    # every staged day'],
  settings: WAREHOUSE_SETTINGS,
  stages: ['fact'],
  days: 'required',
  daysFrom: 'staged',
  flags: [],
};
