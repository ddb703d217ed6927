import { chooseSettings } from './choose.ts';
import type { Services } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import type { WarehouseStatus } from './core/calendar.ts';
import { EtlError, EXIT_CODES } from './core/errors.ts';
import type { PastRun } from './core/history.ts';
import type { StageFile } from './core/warehouse.ts';
import { tellDead } from './dead-runs.ts';
import { inWarehouse, type KeepingPerformance, tell, withServices } from './perform-keeping.ts';
import { readLastAndRunning } from './read-history.ts';
import { readKnownDays, toCalendar } from './read-status.ts';
import { redact } from './redact.ts';
import { statusText } from './reporters/calendar/index.ts';
import { findLogs } from './source/find-files.ts';

/** Shows how it stands with every day. A source that cannot be listed is told of, and no failure. */
export async function performStatus(performance: KeepingPerformance): Promise<number> {
  const { command, options, env, signal } = performance;
  const config = readConfig(chooseSettings(command, options), env);
  const now = new Date();
  const status = await withServices(performance, config, 'read', async (services) => {
    const listing = options.offline === true ? undefined : listSource(services, config, signal);
    const known = await inWarehouse(performance, config, services, async ({ session, sql, warehouse }) => {
      const [days, runs] = await Promise.all([readKnownDays(session, sql), readLastAndRunning(session, sql, now)]);
      return { days, runs, warehouse: redact(warehouse.location) };
    });
    const listed = await listing;
    const days = toCalendar(known.days, listed?.files);
    const running = await tellDead(performance, config, services, known.runs.running);
    return {
      warehouse: known.warehouse,
      days,
      source: listed?.source ?? null,
      isUnfinished: known.days.isUnfinished,
      lastRun: latestOf([...running.filter(({ state }) => state !== 'running'), ...ended(known.runs.lastRun)]),
      running: running.filter(({ state }) => state === 'running'),
    } satisfies WarehouseStatus;
  });
  tell(performance, { type: 'status', ...status }, (style, width) => statusText(status, style, width));
  return EXIT_CODES.ok;
}

function ended(run: PastRun | null): readonly PastRun[] {
  return run === null ? [] : [run];
}

/** The one that began last. */
function latestOf(runs: readonly PastRun[]): PastRun | null {
  const [latest] = [...runs].sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  return latest ?? null;
}

interface Listing {
  /** Undefined: they could not be listed. */
  readonly files: readonly StageFile[] | undefined;
  readonly source: NonNullable<WarehouseStatus['source']>;
}

/** Lists the log files there are. Never rejects but when the program is stopped, or for a bug. */
function listSource(services: Services, { logPattern }: Config, signal: AbortSignal): Promise<Listing> {
  let location: string | null = null;
  const listing = async (): Promise<Listing> => {
    const store = await services.logs();
    location = redact(store.location);
    const { files } = await findLogs(store, logPattern, { kind: 'all' }, signal);
    return { files, source: { location, problem: null } };
  };
  const listed = listing().catch((error: unknown): Listing => {
    if (signal.aborted || !(error instanceof EtlError) || error.kind === 'bug') throw error;
    return { files: undefined, source: { location, problem: redact(error.message) } };
  });
  // Awaited later; until then a failure must not count as unhandled.
  listed.catch(() => undefined);
  return listed;
}
