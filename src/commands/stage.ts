import { type RunCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const stage: RunCommand = {
  kind: 'run',
  name: 'stage',
  summary: 'load event logs and song files into the staging tables; a day replaces itself',
  examples: [
    'sparkify-etl stage --date 2018-11-15',
    'sparkify-etl stage --only songs',
    'sparkify-etl stage --from 2018-11-01 --to 2018-11-30 --max-errors 10',
  ],
  settings: [
    ...WAREHOUSE_SETTINGS,
    'logData',
    'songData',
    'logJsonPath',
    'logPattern',
    'maxErrors',
    'iamRole',
    'copyWithKeys',
    'copyRegion',
    'workUri',
    's3Endpoint',
    's3PathStyle',
    's3Unsigned',
    's3Concurrency',
  ],
  stages: ['stage'],
  days: 'required',
  daysFrom: 'source',
  flags: [{ syntax: '--only <list>', description: 'events or songs (songs need no date)' }],
};
