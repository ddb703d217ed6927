import type { Services } from './compose.ts';
import type { Config } from './config.ts';
import { EXIT_CODES, toEtlError } from './core/errors.ts';
import type { Warehouse } from './core/warehouse.ts';
import { beginRun, type Ended, endRun, type JournalRun, notKept } from './journal.ts';
import { redactionFor, withoutSecretsInError } from './known-secrets.ts';
import { describeOrphan } from './orphan.ts';
import { inWarehouse, type KeepingPerformance } from './perform-keeping.ts';
import { type Pruned, type PruneRequest, prune } from './prune.ts';
import { warningLine } from './reporters/run-reporter.ts';
import type { LoggedTask } from './run-log.ts';
import { stateOf } from './summarize.ts';
import type { PrunedRun } from './told-prune.ts';

/** Prunes, and keeps what became of it: a run as any other, with a task for each table that was deleted from. */
export async function pruneOnRecord(
  performance: KeepingPerformance,
  config: Config,
  services: Services,
  request: PruneRequest,
  { runId, onOpen }: { readonly runId: string; readonly onOpen: (location: string) => void },
): Promise<PrunedRun> {
  const { warehouse } = await inWarehouse(performance, config, services, async (keeping) => keeping);
  onOpen(warehouse.location);
  if (warehouse.mended !== undefined) warn(performance, warehouse.mended);
  const run = journalOf(performance, config, runId);
  await orWarn(performance, async () => {
    for (const orphan of await beginRun(warehouse, run, [], new Date())) warn(performance, describeOrphan(orphan));
  });
  let tasks: LoggedTask[] = [];
  const end = (error?: unknown) => orWarn(performance, () => endPrune(performance, warehouse, run, tasks, error));
  let pruned: Pruned;
  try {
    pruned = await inWarehouse(performance, config, services, ({ session, sql }) => {
      // Another attempt begins anew.
      tasks = [];
      return prune(session, sql, warehouse, request, taskLogger(tasks));
    });
  } catch (error) {
    await end(error);
    throw error;
  }
  const ended = await end();
  return { pruned, before: ended?.before ?? {} };
}

function journalOf(
  { command, version, host, processId }: KeepingPerformance,
  { checks }: Config,
  id: string,
): JournalRun {
  const startedAt = new Date();
  const { keepDays } = checks;
  return { id, command: command.name, version, isWriting: true, host, processId, startedAt, keepDays };
}

/** Makes a task of what is deleted from each table. The statements of a session run one after the other. */
function taskLogger(tasks: LoggedTask[]): (table: string, rows: number) => void {
  let startedAt = new Date();
  return (table, rows) => {
    const task = `prune:${table}`;
    const endedAt = new Date();
    const known = tasks.findIndex((each) => each.task === task);
    const { figures, startedAt: begun = startedAt } = tasks[known] ?? { figures: { rows: 0 } };
    const deleted = { rows: (figures.rows ?? 0) + rows };
    const durationMs = endedAt.getTime() - begun.getTime();
    const logged: LoggedTask = {
      ...{ task, chunk: 1, outcome: 'succeeded', attempts: 1, durationMs },
      ...{ figures: deleted, reason: undefined, startedAt: begun, endedAt },
    };
    tasks.splice(known === -1 ? tasks.length : known, 1, logged);
    startedAt = endedAt;
  };
}

async function endPrune(
  { env, signal }: KeepingPerformance,
  warehouse: Warehouse,
  run: JournalRun,
  tasks: readonly LoggedTask[],
  error: unknown,
): Promise<Ended> {
  const failure =
    error === undefined
      ? undefined
      : withoutSecretsInError(toEtlError(signal.aborted ? signal.reason : error), redactionFor(env));
  const exitCode = failure?.exitCode ?? EXIT_CODES.ok;
  const summary = { state: stateOf(exitCode), exitCode, days: [], recordsRead: 0, recordsRejected: 0 };
  const log = { tasks: failure === undefined ? tasks : [], checks: [] };
  return endRun(warehouse, run, { summary, error: failure?.message, days: [], log, now: new Date(), hasBegun: true });
}

async function orWarn<T>(performance: KeepingPerformance, work: () => Promise<T>): Promise<T | undefined> {
  return work().catch((error: unknown) => warn(performance, notKept(error)));
}

function warn({ env, streams }: KeepingPerformance, message: string): undefined {
  streams.err.write(warningLine(redactionFor(env).message(message)));
}
