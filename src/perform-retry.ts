import { chooseSettings } from './choose.ts';
import type { RetryCommand, RunCommand } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import type { Services } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { EtlError, EXIT_CODES } from './core/errors.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { QueryRow, Session, Warehouse } from './core/warehouse.ts';
import { Outlets } from './outlets.ts';
import { whenFree, withRetriesShown, withServices } from './perform-keeping.ts';
import type { Performance } from './performance.ts';
import { requireTables } from './preconditions.ts';
import { prepareRun, refusePlanFlags } from './prepare-run.ts';
import { chooseRun } from './read-history.ts';
import { daysText } from './reporters/days.ts';
import { openCatalog } from './sql/catalog.ts';
import { limitRun } from './time-limit.ts';
import { UnderWay } from './under-way.ts';

/** A run, and what is left to do of it. */
interface Incomplete {
  readonly run: string;
  readonly state: string;
  readonly command: RunCommand;
  /** Those that it did not load; undefined: what is new, because it knew no days, or because of its songs. */
  readonly days: readonly string[] | undefined;
  /** Whether it could not stage the songs. */
  readonly isSongless: boolean;
  /** Whether somebody is at work on it: what it leaves is not known yet. */
  readonly isUnderWay?: boolean;
}

type RetryPerformance = Performance & { readonly command: RetryCommand };

type RunAgain = (command: RunCommand, days: readonly string[] | undefined) => Promise<number>;

/** Finds the days of a run that failed or were not reached, and has the same command load them. */
export async function performRetry(performance: RetryPerformance, runAgain: RunAgain): Promise<number> {
  const { options, streams } = performance;
  const outlets = new Outlets(performance, new Date());
  const isPlan = options.dryRun === true;
  const found = await findWork(performance).catch(async (error: unknown) => {
    if (!isPlan) await outlets.tellOf(error);
    throw error;
  });
  const isNothing = found === undefined || found.days?.length === 0;
  if (options.quiet !== true && (isNothing || options.json !== true)) streams.err.write(`${describe(found, isPlan)}\n`);
  return found === undefined || isNothing ? EXIT_CODES.ok : runAgain(found.command, found.days);
}

/** What is left to do; what is wrong with flags is told before anything is promised. */
async function findWork(performance: RetryPerformance): Promise<Incomplete | undefined> {
  const { command, options, env } = performance;
  const problems: string[] = [];
  refusePlanFlags(options, problems);
  const config = readConfig(chooseSettings(command, options), env, problems);
  const found = await lookInTime(performance, config);
  if (found !== undefined && found.days?.length !== 0) await prepareRun({ ...performance, ...found });
  return found;
}

async function lookInTime(given: RetryPerformance, config: Config): Promise<Incomplete | undefined> {
  const underWay = new UnderWay();
  underWay.enter('looking what is left to do');
  const { signal, release } = limitRun(config.limits.runMs, given.signal, underWay);
  const performance = { ...given, signal };
  try {
    return await withServices(performance, config, 'read', (services) =>
      withRetriesShown(config, performance, () => look(performance, config, services)),
    );
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    release();
  }
}

/** What is left to do: asked when nobody is at work, so that nobody is about to do it. A plan does not wait, and leaves that out. */
async function look(performance: Performance, config: Config, services: Services): Promise<Incomplete | undefined> {
  const { options, signal } = performance;
  const name = typeof options.name === 'string' ? options.name : undefined;
  const isPlan = options.dryRun === true;
  const open = async () => {
    const opened = await services.warehouse();
    if (!isPlan) await opened.requireFree(signal);
    return opened;
  };
  const warehouse = await whenFree(config, { ...services, warehouse: open }, performance);
  const isFree = !isPlan || (await isFreeNow(warehouse, signal));
  const sql = openCatalog(warehouse.dialect);
  return warehouse.transaction((session) => findIncomplete(session, sql, name, isFree), signal);
}

function isFreeNow(warehouse: Warehouse, signal: AbortSignal): Promise<boolean> {
  return warehouse.requireFree(signal).then(
    () => true,
    (error: unknown) => {
      // Whoever may not ask does not know.
      if (signal.aborted || !(error instanceof EtlError)) throw error;
      return error.kind !== 'warehouseBusy';
    },
  );
}

function describe(found: Incomplete | undefined, isPlan: boolean): string {
  if (found === undefined) return 'no run failed or was not reached: there is nothing to load again';
  const { run, state, command, days, isSongless, isUnderWay } = found;
  const verb = isPlan ? 'would load' : 'loading';
  const why = isSongless ? 'could not load new songs' : 'ended before it knew its days';
  if (days === undefined) return `run ${run} (${command.name}) ${why}: ${verb} what is new`;
  if (isUnderWay === true) return `run ${run} is under way: what it leaves is known when it has ended`;
  if (days.length === 0 && state === 'succeeded') return `nothing of run ${run} failed: there is nothing to load again`;
  if (days.length === 0)
    return `what run ${run} did not load is loaded since, or was not in the source: there is nothing to load again`;
  return `${verb} again what run ${run} (${command.name}) did not load: ${daysText(days)}`;
}

async function findIncomplete(
  session: Session,
  sql: SqlCatalog,
  name: string | undefined,
  isFree: boolean,
): Promise<Incomplete | undefined> {
  await requireTables(session, sql);
  const run = name === undefined ? await findLatest(session, sql, isFree) : await findNamed(session, sql, name);
  if (run === undefined) return undefined;
  const { run_id, state, day_count, is_songless } = run;
  const id = String(run_id);
  const command = commandOf(run);
  if (command === undefined) {
    throw new EtlError('usage', `run ${id} was of ${run.command}, which loads nothing that could be loaded again`);
  }
  if (state === 'running' && !isFree) return { run: id, state, command, days: [], isSongless: false, isUnderWay: true };
  const rows = await session.query(sql.statement('state/incomplete-days', { run: id }));
  const days = rows.map(({ day }) => String(day));
  const found = { run: id, state: String(state), command, isSongless: is_songless === true };
  if (command.days === 'new' && found.isSongless && days.length === 0) return { ...found, days: undefined };
  const knewDays = Number(day_count) > 0 || state === 'succeeded';
  if (knewDays) return { ...found, days };
  if (command.days === 'new') return { ...found, days: undefined };
  throw new EtlError('usage', `run ${id} of ${command.name} ended before it knew any days`, {
    hint: `run it again as it was: sparkify-etl ${command.name} …`,
  });
}

/** The latest run that there is something left to do of, and that can be told from what is kept. */
async function findLatest(session: Session, sql: SqlCatalog, isFree: boolean): Promise<QueryRow | undefined> {
  const runs = await session.query(sql.statement('state/incomplete-runs'));
  return runs.find((run) => {
    if (run.state === 'running' && !isFree) return false;
    const command = commandOf(run);
    return command !== undefined && (run.is_incomplete === true || command.days === 'new');
  });
}

async function findNamed(session: Session, sql: SqlCatalog, name: string): Promise<QueryRow> {
  const ids = (await session.query(sql.statement('history/run-ids'))).map(({ run_id }) => String(run_id));
  const [found = {}] = await session.query(sql.statement('state/find-run', { pattern: chooseRun(name, ids) }));
  return found;
}

function commandOf({ command }: QueryRow): RunCommand | undefined {
  return COMMANDS.find((each): each is RunCommand => each.kind === 'run' && each.name === command);
}
