import { CHECK_FLAGS, CHECK_SETTINGS, type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const check: RunCommand = {
  kind: 'run',
  name: 'check',
  summary: 'check the quality of what is published; exit code 1 if a blocking check fails',
  examples: [
    'sparkify-etl check',
    'sparkify-etl check --date 2018-11-15 --junit checks.xml',
    'sparkify-etl check --only songplays_unique,users_latest',
    'sparkify-etl check --checks ./checks --queries ./queries',
    'sparkify-etl check --queries ./queries --update',
  ],
  settings: [...WAREHOUSE_SETTINGS, ...CHECK_SETTINGS],
  stages: ['check'],
  audits: true,
  days: 'optional',
  daysFrom: 'published',
  flags: [
    { syntax: '--only <list>', description: 'only these checks; commas between their names' },
    { syntax: '--queries <folder>', description: 'also compare each NAME.sql of the folder with NAME.expected.csv' },
    { syntax: '--update', description: 'write the expected results of --queries anew instead' },
    ...CHECK_FLAGS,
  ],
};
