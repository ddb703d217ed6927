import type { RetryCommand } from './command.ts';
import { runAll } from './run-all.ts';

export const retry: RetryCommand = {
  kind: 'retry',
  name: 'retry',
  summary: 'load exactly the days of a run that failed or were not reached; without a run, of the latest that has any',
  examples: ['sparkify-etl retry', 'sparkify-etl retry 20181115T031500Z-4f1c09'],
  argument: '[run]',
  settings: runAll.settings,
  flags: runAll.flags,
};
