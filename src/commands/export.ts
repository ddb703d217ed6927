import { type ExportCommand, OPERATION_SETTINGS } from './command.ts';
import { runAll } from './run-all.ts';

// `export` is a word of the language.
export const exportJob: ExportCommand = {
  kind: 'export',
  name: 'export',
  summary: 'print a ready file for cron, systemd or github-actions that runs the present configuration regularly',
  examples: [
    'sparkify-etl export cron',
    'sparkify-etl export cron --every 15m --warehouse duckdb:plays.duckdb',
    'sparkify-etl export systemd --schedule "30 6 * * 1-5" --out units',
    'sparkify-etl export github-actions > .github/workflows/sparkify-etl.yml',
  ],
  argument: '<cron|systemd|github-actions>',
  settings: [...runAll.settings, ...OPERATION_SETTINGS],
  flags: [
    { syntax: '--every <time>', description: 'how often: 15m, 1h, 6h, 1d (default: 1h)' },
    { syntax: '--schedule <cron>', description: 'when, as five fields of cron: "30 6 * * 1-5"' },
    { syntax: '--out <folder>', description: 'write files into this folder instead; none there is overwritten' },
  ],
};
