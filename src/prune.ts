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
 * @param onDeleted told of each statement when it has run
 */
export async function prune(
  session: Session,
  sql: SqlCatalog,
  warehouse: Pick<Warehouse, 'analyze'>,
  { stagingBefore, historyBefore }: PruneRequest,
  onDeleted: (table: string, rows: number) => void = () => undefined,
): Promise<Pruned> {
  const run: Run = async (table, name, parameters) => {
    const rows = await session.run(sql.statement(`prune/${name}`, parameters));
    onDeleted(table, rows);
    return rows;
  };
  // Runs first: which of them are kept depends on which days are published as they are staged.
  const history = historyBefore === undefined ? {} : await pruneHistory(run, historyBefore);
  if (stagingBefore === undefined) return { days: 0, tables: history };
  const { days, tables } = await pruneStaging(run, stagingBefore);
  await warehouse.analyze(session, ['staging_events']);
  return { days, tables: { ...tables, ...history } };
}

type Run = (table: string, name: string, parameters: SqlParameters) => Promise<number>;

async function pruneStaging(run: Run, before: string): Promise<Pruned> {
  // Handed over at once: a session runs them in this order.
  const [others, plays, rejects, , , days] = await Promise.all([
    run('staging_events', 'delete-other-events', { before }),
    run('staging_events', 'delete-plays', { before }),
    run('staging_rejects', 'delete-rejects', { before }),
    run('etl_staged_days', 'delete-staged-days', { before }),
    run('etl_restaged_days', 'insert-restaged-days', { before }),
    run('etl_published_days', 'delete-published-days', { before }),
  ]);
  return { days, tables: { staging_events: others + plays, staging_rejects: rejects } };
}

async function pruneHistory(run: Run, before: string): Promise<Pruned['tables']> {
  const [runs, runDays, tasks, results, failures] = await Promise.all([
    run('etl_runs', 'delete-runs', { before }),
    run('etl_run_days', 'delete-run-days', {}),
    run('etl_tasks', 'delete-tasks', {}),
    run('etl_check_results', 'delete-check-results', { before }),
    run('etl_check_failures', 'delete-check-failures', { before }),
  ]);
  return {
    etl_runs: runs,
    etl_run_days: runDays,
    etl_tasks: tasks,
    etl_check_results: results,
    etl_check_failures: failures,
  };
}
