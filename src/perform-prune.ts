import { type Age, dayBefore, parseAge } from './age.ts';
import { chooseSettings } from './choose.ts';
import type { Options } from './cli.ts';
import type { Services } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { EXIT_CODES, messageOf } from './core/errors.ts';
import type { Output } from './core/reporter.ts';
import { Outlets } from './outlets.ts';
import { inWarehouse, type KeepingPerformance, tell, withServices } from './perform-keeping.ts';
import { type Pruned, type PruneRequest, prune } from './prune.ts';
import { pruneOnRecord } from './record-prune.ts';
import { type PruneReport, prunedText } from './reporters/pruned.ts';
import { limitRun } from './time-limit.ts';
import { pruneTold } from './told-prune.ts';
import { UnderWay } from './under-way.ts';

/** Deletes what is old, or with --dry-run only says what that would be: it is done then, counted and undone. */
export async function performPrune(performance: KeepingPerformance): Promise<number> {
  const { options, streams } = performance;
  const outlets = new Outlets(performance, new Date());
  const isQuiet = options.quiet === true && options.json !== true;
  const { err, release } = isQuiet ? heldBack(streams.err) : { err: streams.err, release: () => undefined };
  try {
    return await pruneAndTell({ ...performance, streams: { ...streams, err } }, outlets, isQuiet);
  } catch (error) {
    release();
    if (options.dryRun !== true) await outlets.tellOf(error);
    throw error;
  }
}

/** What is written to it waits until it is known that something is wrong. */
function heldBack(err: Output): { readonly err: Output; readonly release: () => void } {
  const texts: string[] = [];
  return {
    err: { write: (text) => texts.push(text) },
    release: () => {
      for (const text of texts.splice(0)) err.write(text);
    },
  };
}

async function pruneAndTell(performance: KeepingPerformance, outlets: Outlets, isQuiet: boolean): Promise<number> {
  const { command, options, env } = performance;
  const problems: string[] = [];
  const request = chooseRequest(options, new Date(), problems);
  const config = readConfig(chooseSettings(command, options), env, problems);
  const dryRun = options.dryRun === true;
  const pruned = await (dryRun
    ? withServices(performance, config, 'write', (services) => tryPrune(performance, config, services, request))
    : pruneInTime(performance, config, outlets, request));
  const { stagingBefore = null, historyBefore = null } = request;
  const report: PruneReport = { dryRun, stagingBefore, historyBefore, ...pruned };
  if (!isQuiet) tell(performance, { type: 'pruned', ...report }, (style) => prunedText(report, style));
  return EXIT_CODES.ok;
}

/** Prunes within the time there is, on record, and tells whoever is to be told. */
async function pruneInTime(
  given: KeepingPerformance,
  config: Config,
  outlets: Outlets,
  request: PruneRequest,
): Promise<Pruned> {
  const underWay = new UnderWay();
  underWay.enter('pruning');
  const { signal, release } = limitRun(config.limits.runMs, given.signal, underWay);
  const performance = { ...given, signal };
  const { runId } = outlets;
  try {
    return await pruneTold(given, config.outlets, outlets, (onOpen) =>
      withServices(performance, config, 'write', (services) =>
        pruneOnRecord(performance, config, services, request, { runId, onOpen }),
      ).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      }),
    );
  } finally {
    release();
  }
}

/** Prunes in a transaction that is undone. */
async function tryPrune(
  performance: KeepingPerformance,
  config: Config,
  services: Services,
  request: PruneRequest,
): Promise<Pruned> {
  try {
    return await inWarehouse(performance, config, services, async ({ session, sql, warehouse }) => {
      throw new OnlyTried(await prune(session, sql, warehouse, request));
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.found;
    throw error;
  }
}

/** Thrown to have a transaction rolled back that went well. */
class OnlyTried extends Error {
  readonly found: Pruned;

  constructor(found: Pruned) {
    super('only tried');
    this.found = found;
  }
}

function chooseRequest(options: Options, now: Date, problems: string[]): PruneRequest {
  const read = (flag: string, text: Options[string]): string | undefined => {
    const age = text === undefined ? undefined : readAge(flag, String(text), problems);
    return age === undefined ? undefined : dayBefore(now, age);
  };
  const { stagingOlderThan, historyOlderThan } = options;
  if (stagingOlderThan === undefined && historyOlderThan === undefined) {
    problems.push('what is to be deleted? Give --staging-older-than, --history-older-than, or both');
  }
  return {
    stagingBefore: read('--staging-older-than', stagingOlderThan),
    historyBefore: read('--history-older-than', historyOlderThan),
  };
}

function readAge(flag: string, text: string, problems: string[]): Age | undefined {
  try {
    return parseAge(text);
  } catch (error) {
    problems.push(`${flag}: ${messageOf(error)}`);
    return undefined;
  }
}
