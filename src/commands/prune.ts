import { type KeepingCommand, UNATTENDED_SETTINGS, WAREHOUSE_SETTINGS } from './command.ts';

export const prune: KeepingCommand = {
  kind: 'prune',
  name: 'prune',
  summary: 'delete what is staged for days that were published long ago, and the history of old runs',
  examples: [
    'sparkify-etl prune --staging-older-than 90d --history-older-than 1y --dry-run',
    'sparkify-etl prune --staging-older-than 90d --history-older-than 1y',
    'sparkify-etl prune --history-older-than 6m --quiet',
  ],
  settings: [...WAREHOUSE_SETTINGS, ...UNATTENDED_SETTINGS],
  flags: [
    {
      syntax: '--staging-older-than <age>',
      description: 'staged events of published days before so long ago: 90d, 12w, 6m (months), 1y',
    },
    { syntax: '--history-older-than <age>', description: 'runs, with their days, tasks and checks, begun before that' },
    { syntax: '--dry-run', description: 'only say what would be deleted' },
    { syntax: '--quiet', description: 'nothing on success, everything that is needed on failure' },
    { syntax: '--json', description: 'one JSON document on stdout' },
  ],
};
