import { CHECK_FLAGS, CHECK_SETTINGS, type RunCommand } from './command.ts';
import { stage } from './stage.ts';

export const runAll: RunCommand = {
  kind: 'run',
  name: 'run-all',
  summary: 'the whole pipeline: create, stage, then publish fact, dimensions and checks as one transaction',
  examples: [
    'sparkify-etl run-all --date 2018-11-15',
    'sparkify-etl run-all --all',
    'LOG_DATA=s3://bucket/log_data SONG_DATA=s3://bucket/song_data sparkify-etl run-all --date 2018-11-15',
  ],
  settings: [...stage.settings, ...CHECK_SETTINGS],
  stages: ['create', 'stage', 'fact', 'dimension', 'check'],
  days: 'required',
  daysFrom: 'source',
  flags: CHECK_FLAGS,
};
