import { chooseSettings } from './choose.ts';
import type { Services } from './compose.ts';
import { readConfig } from './config.ts';
import { EXIT_CODES, messageOf } from './core/errors.ts';
import { tellDead } from './dead-runs.ts';
import { inWarehouse, type Keeping, type KeepingPerformance, tell, withServices } from './perform-keeping.ts';
import { requireHistory } from './preconditions.ts';
import { readLatestRuns, readRun } from './read-history.ts';
import { runText } from './reporters/history/run.ts';
import { runsText } from './reporters/history/runs.ts';
import { parseInteger } from './settings/parse.ts';

/** Lists the latest runs, or tells everything that is kept of one. */
export async function performHistory(performance: KeepingPerformance): Promise<number> {
  const { options } = performance;
  const problems: string[] = [];
  const limit = chooseLimit(String(options.limit), problems);
  const config = readConfig(chooseSettings(performance.command, options), performance.env, problems);
  const wanted = typeof options.name === 'string' ? options.name : undefined;
  const now = new Date();
  const inHistory = <T>(services: Services, work: (keeping: Keeping) => Promise<T>) =>
    inWarehouse(performance, config, services, work, requireHistory);
  await withServices(performance, config, 'read', async (services) => {
    if (wanted === undefined) {
      const kept = await inHistory(services, ({ session, sql }) => readLatestRuns(session, sql, limit, now));
      const runs = await tellDead(performance, config, services, kept);
      tell(performance, { type: 'history', runs }, (style, width) => runsText(runs, style, width));
    } else {
      const kept = await inHistory(services, ({ session, sql }) => readRun(session, sql, wanted, now));
      const [run = kept] = await tellDead(performance, config, services, [kept]);
      tell(performance, { type: 'past-run', ...run }, (style, width) => runText(run, style, width));
    }
  });
  return EXIT_CODES.ok;
}

const MOST_RUNS = 1_000_000;

function chooseLimit(text: string, problems: string[]): number {
  try {
    return parseInteger(text, 1, MOST_RUNS);
  } catch (error) {
    problems.push(`--limit: ${messageOf(error)}`);
    return 1;
  }
}
