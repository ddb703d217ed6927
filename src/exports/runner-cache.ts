import type { Job } from './job.ts';
import { expression } from './workflow-yaml.ts';

/** The step before the run: the DuckDB file goes with the runner, unless it is kept. */
export function restoreLines(job: Job): string[] {
  const kept = keptLines(job);
  if (kept.length === 0) return [];
  return [
    '      # The runner and its files are gone after the run, so the DuckDB file is kept in the cache. GitHub drops what was',
    '      # not used for a week; then everything is loaded again. What has to last belongs on a server.',
    '      - uses: actions/cache/restore@v6',
    '        with:',
    ...kept,
    '          restore-keys: sparkify-etl-',
  ];
}

/** The step after the run. */
export function saveLines(job: Job): string[] {
  const kept = keptLines(job);
  if (kept.length === 0) return [];
  return [
    '      # Also after a run that failed: a bad day keeps no other from being published, and what is published is kept.',
    '      - uses: actions/cache/save@v6',
    '        if: always()',
    '        with:',
    ...kept,
  ];
}

/** Both steps have to name the same paths. What a run that was killed had committed may still be in the log beside the file. */
function keptLines(job: Job): string[] {
  const file = runnerFile(job);
  if (file === undefined) return [];
  return [
    '          path: |',
    `            ${file}`,
    `            ${file}.wal`,
    `          key: sparkify-etl-${expression('github.run_id')}-${expression('github.run_attempt')}`,
  ];
}

/** The DuckDB file of a job, in the runner's workspace and without what the cache would take as a pattern; undefined: it has none. */
export function runnerFile({ warehouse }: Job): string | undefined {
  if (warehouse.dialect !== 'duckdb') return undefined;
  const inside = /^(?:\.\/)?((?:[\w-][\w.-]*\/)*[\w-][\w.-]*)$/.exec(warehouse.path)?.[1];
  const name = /([\w-][\w.-]*)$/.exec(warehouse.path)?.[1];
  return `./${inside ?? name ?? 'sparkify.duckdb'}`;
}
