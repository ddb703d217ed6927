import type { Services } from './compose.ts';
import type { Config } from './config.ts';
import { EtlError } from './core/errors.ts';
import type { PastRun } from './core/history.ts';
import { inWarehouse } from './perform-keeping.ts';
import type { Performance } from './performance.ts';

/** What record/abandon-runs notes. */
const KILLED = 'the run ended without a word: it was killed, or lost its connection for good';

/**
 * Tells runs that are under way from those that never said how they ended, and are dead: as long as a run works it has the lock. The
 * dead come back as `abandoned`, which is what the next run that writes will note.
 */
export async function tellDead<Run extends PastRun>(
  performance: Pick<Performance, 'env' | 'signal' | 'streams'>,
  config: Config,
  services: Services,
  runs: readonly Run[],
): Promise<readonly Run[]> {
  if (!runs.some(({ state }) => state === 'running')) return runs;
  const warehouse = await services.warehouse();
  const isFree = await warehouse.requireFree(performance.signal).then(
    () => true,
    (error: unknown) => {
      // A user who may only read, for instance, cannot know.
      if (performance.signal.aborted || !(error instanceof EtlError)) throw error;
      return false;
    },
  );
  if (!isFree) return runs;
  // One that ended before it was looked whether the lock is free has said so by now.
  const rows = await inWarehouse(performance, config, services, ({ session, sql }) =>
    session.query(sql.statement('history/running-runs')),
  );
  const dead = new Set(rows.map(({ run_id }) => String(run_id)));
  return runs.map((run) => (dead.has(run.run) ? { ...run, state: 'abandoned', error: run.error ?? KILLED } : run));
}
