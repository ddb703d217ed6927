import type { OutletSettings } from './config.ts';
import { EXIT_CODES, toEtlError } from './core/errors.ts';
import type { Before, RunEvent } from './core/event.ts';
import { withoutSecrets } from './known-secrets.ts';
import type { Outlets } from './outlets.ts';
import type { KeepingPerformance } from './perform-keeping.ts';
import type { Pruned } from './prune.ts';
import { combineReporters } from './reporters/combine.ts';
import { createOutlets, warningLine } from './reporters/run-reporter.ts';
import { summarize } from './summarize.ts';

/** What was deleted, and what is known of what was before. */
export interface PrunedRun {
  readonly pruned: Pruned;
  readonly before: Before;
}

/** Does the work; says where as soon as the warehouse is open. */
type PruneWork = (onOpen: (location: string) => void) => Promise<PrunedRun>;

/**
 * Prunes, and tells the log file and the webhook of it, as of any run.
 * @throws EtlError 'usage' if the log file cannot be opened: nothing is done then
 */
export async function pruneTold(
  { command, version, streams }: KeepingPerformance,
  settings: OutletSettings,
  outlets: Outlets,
  work: PruneWork,
): Promise<Pruned> {
  const startedAt = Date.now();
  const warn = (message: string) => void streams.err.write(warningLine(message));
  const reporter = combineReporters(await createOutlets(outlets.optionsFor(settings), { now: () => new Date() }, warn));
  outlets.handOver();
  const report = (event: RunEvent) => reporter.report(withoutSecrets(event, outlets.redaction));
  const onOpen = (warehouse: string) => {
    const none = { days: [], missingDays: [], tasks: [] };
    report({ type: 'run-started', run: outlets.runId, command: command.name, version, warehouse, ...none });
  };
  const finish = (exitCode: number, before: Before = {}) => {
    const summary = summarize({ ...NOTHING_LOADED, exitCode, durationMs: Date.now() - startedAt });
    report({ type: 'run-finished', summary, ...before });
  };
  try {
    const { pruned, before } = await work(onOpen);
    report({ type: 'notice', level: 'info', message: deletedText(pruned) });
    finish(EXIT_CODES.ok, before);
    return pruned;
  } catch (cause) {
    const error = toEtlError(cause);
    report({ type: 'run-failed', error });
    finish(error.exitCode);
    throw error;
  } finally {
    await reporter.close();
  }
}

const NOTHING_LOADED = {
  ...{ days: [], missing: [], effects: [], progress: { failed: [], pending: [] } },
  checks: { passed: 0, warned: 0, failed: 0, empty: 0, broken: 0 },
};

/** `deleted: staging_events 9912, staging_rejects 0`. */
function deletedText({ tables }: Pruned): string {
  const rows = Object.entries(tables).map(([table, deleted]) => `${table} ${deleted}`);
  return `rows deleted: ${rows.join(', ')}`;
}
