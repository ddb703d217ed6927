import { OPERATION_SETTINGS, type RetryCommand } from './command.ts';
import { runAll } from './run-all.ts';

export const retry: RetryCommand = {
  kind: 'retry',
  name: 'retry',
  summary:
    'load exactly what a run did not: days that failed or were not reached; without a run, of the latest that left any',
  examples: [
    'sparkify-etl retry',
    'sparkify-etl retry last --dry-run',
    'sparkify-etl retry 20181115T031500.123Z-4f1c09',
  ],
  argument: '[run]',
  settings: [...runAll.settings, ...OPERATION_SETTINGS],
  flags: runAll.flags,
};
