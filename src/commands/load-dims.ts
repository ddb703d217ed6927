import { type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const loadDims: RunCommand = {
  kind: 'run',
  name: 'load-dims',
  summary: 'bring users, songs, artists and time up to date with the plays that load-fact published',
  examples: [
    'sparkify-etl load-dims --date 2018-11-15',
    'sparkify-etl load-dims --only users,songs',
    'sparkify-etl load-dims --mode truncate    # build them anew from all of staging',
  ],
  settings: WAREHOUSE_SETTINGS,
  stages: ['dimension'],
  days: 'optional',
  daysFrom: 'published',
  flags: [
    { syntax: '--only <list>', description: 'some of users,songs,artists,time' },
    {
      syntax: '--mode <mode>',
      description: 'upsert changes the rows that differ, truncate builds all anew from staging',
      choices: ['upsert', 'truncate'],
      fallback: 'upsert',
    },
  ],
};
