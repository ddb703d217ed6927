import type { PlanCommand } from './command.ts';
import { runAll } from './run-all.ts';

export const plan: PlanCommand = {
  kind: 'plan',
  name: 'plan',
  summary: 'show what run-all would do with the same flags: days, files, tasks, statements; touches nothing',
  examples: [
    'sparkify-etl plan',
    'sparkify-etl plan --from 2018-11-01 --to 2018-11-30 --chunk 10',
    'sparkify-etl plan --date 2018-11-15 --sql > plan.sql',
    'sparkify-etl plan --date 2018-11-15 --offline --json',
  ],
  settings: runAll.settings,
  days: 'new',
  flags: [
    ...runAll.flags
      .filter(({ syntax }) => !/^--(dry-run|junit|continue-on-error)/.test(syntax))
      .map((flag) => ({ ...flag, description: flag.description.replace(/^with --dry-run: /, '') })),
    { syntax: '--json', description: 'one JSON document on stdout' },
  ],
};
