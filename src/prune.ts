import type { SqlCatalog, SqlParameters } from './core/statement.ts';
import type { Session, Warehouse } from './core/warehouse.ts';

/** What is to be forgotten. Days are in UTC; undefined: nothing of that kind. */
export interface PruneRequest {
  /** Staged events of published days before this one. */
  readonly stagingBefore: string | undefined;
  /** Runs that began before this day. */
  readonly historyBefore: string | undefined;
}

/** What was forgotten. */
export interface Pruned {
  /** Days whose staged events went. */
  readonly days: number;
  /** Rows deleted, by table: those of the request that there are to delete from. */
  readonly tables: Readonly<Record<string, number>>;
}

/**
 * Forgets what is staged for days published long ago, and old runs. What readers see stays, and stays right: plays of these days are kept
 * as they are, and what loading other days may need of the staged events stays (docs/decisions/pruning.md).
 */
export async function prune(
  session: Session,
  sql: SqlCatalog,
  warehouse: Pick<Warehouse, 'analyze'>,
  { stagingBefore, historyBefore }: PruneRequest,
): Promise<Pruned> {
  const run = (name: string, parameters: SqlParameters) => session.run(sql.statement(`prune/${name}`, parameters));
  // Runs first: which of them are kept depends on which days are published as they are staged.
  const history = historyBefore === undefined ? {} : await pruneHistory(run, historyBefore);
  if (stagingBefore === undefined) return { days: 0, tables: history };
  const { days, tables } = await pruneStaging(run, stagingBefore);
  await warehouse.analyze(session, ['staging_events']);
  return { days, tables: { ...tables, ...history } };
}

type Run = (name: string, parameters: SqlParameters) => Promise<number>;

async function pruneStaging(run: Run, before: string): Promise<Pruned> {
  // Handed over at once: a session runs them in this order.
  const [others, plays, rejects, , , days] = await Promise.all([
    run('delete-other-events', { before }),
    run('delete-plays', { before }),
    run('delete-rejects', { before }),
    run('delete-staged-days', { before }),
    run('insert-restaged-days', { before }),
    run('delete-published-days', { before }),
  ]);
  return { days, tables: { staging_events: others + plays, staging_rejects: rejects } };
}

async function pruneHistory(run: Run, before: string): Promise<Pruned['tables']> {
  const [runs, runDays, tasks, results, failures] = await Promise.all([
    run('delete-runs', { before }),
    run('delete-run-days', {}),
    run('delete-tasks', {}),
    run('delete-check-results', { before }),
    run('delete-check-failures', { before }),
  ]);
  return {
    etl_runs: runs,
    etl_run_days: runDays,
    etl_tasks: tasks,
    etl_check_results: results,
    etl_check_failures: failures,
  };
}
