import { CHECK_FLAGS, CHECK_SETTINGS, type RunCommand } from './command.ts';
import { stage } from './stage.ts';

export const runAll: RunCommand = {
  kind: 'run',
  name: 'run-all',
  summary:
    'the whole pipeline: create, stage, then publish fact, dimensions and checks as one transaction; without days, what is new or changed',
  examples: [
    'sparkify-etl run-all',
    'sparkify-etl run-all --date 2018-11-15',
    'sparkify-etl run-all --from 2018-11-01 --to 2018-11-30 --continue-on-error',
    'sparkify-etl run-all --all',
    'sparkify-etl run-all --date 2018-11-15 --dry-run',
    'LOG_DATA=s3://bucket/log_data SONG_DATA=s3://bucket/song_data sparkify-etl run-all --date 2018-11-15',
  ],
  settings: [...stage.settings, ...CHECK_SETTINGS],
  stages: ['create', 'stage', 'fact', 'dimension', 'check'],
  days: 'new',
  daysFrom: 'source',
  flags: [
    { syntax: '--chunk <days>', description: 'how many days are staged and published as one, at most (default: 30)' },
    { syntax: '--continue-on-error', description: 'leave out days that cannot be loaded, and load the others' },
    { syntax: '--dry-run', description: 'only show what would be done, as plan does' },
    {
      syntax: '--sql',
      description: 'with --dry-run: also every statement, in the SQL of the warehouse, without secrets',
    },
    {
      syntax: '--offline',
      description: 'with --dry-run: do not ask the warehouse what is loaded; the days must be stated',
    },
    ...CHECK_FLAGS,
  ],
};
