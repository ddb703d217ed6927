import { chooseChunk, chooseDays, chooseSettings, chooseTasks } from './choose.ts';
import { chooseChecks } from './choose-checks.ts';
import type { Options } from './cli.ts';
import { OPERATION_SETTINGS, type RunCommand } from './commands/command.ts';
import { type Config, readConfig } from './config.ts';
import { ConfigError } from './core/errors.ts';
import type { Performance } from './performance.ts';
import { checkTasks, PIPELINE } from './pipeline.ts';
import type { RunRequest } from './run-request.ts';
import type { DaySelection } from './source/find-files.ts';
import type { DimensionMode } from './tasks.ts';

/** A subcommand that runs a part of the graph; `days`: those of an earlier run, instead of what flags say. */
export type RunPerformance = Performance & {
  readonly command: RunCommand;
  readonly days?: readonly string[] | undefined;
};

/** What flags, environment and `.env` ask for. */
export interface PreparedRun {
  readonly config: Config;
  readonly request: RunRequest;
  /** Queries among the checks, for --update. */
  readonly queries: Awaited<ReturnType<typeof chooseChecks>>['queries'];
}

/**
 * Reads what a run is asked to do.
 * @throws ConfigError with all that is wrong with flags and settings; what is wrong with files of checks
 */
export async function prepareRun({ command, options, version, env, days }: RunPerformance): Promise<PreparedRun> {
  const problems: string[] = [];
  const selection: DaySelection | undefined =
    days === undefined ? chooseDays(command, options, problems) : { kind: 'list', days };
  const settings = [...command.settings, ...OPERATION_SETTINGS];
  const config = readConfig(chooseSettings({ settings }, options), env, problems);
  const chosen = await chooseChecks(command, options, config, new Date(), problems);
  const { definitions } = chosen.request;
  const tasks = chooseTasks(command, options, [...PIPELINE, ...checkTasks(definitions)], problems);
  const isCatchUp = command.days === 'new' && selection === undefined;
  const chunk = chooseChunk(options, isCatchUp, problems);
  refusePlanFlags(options, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const isChosen = (check: string) => tasks.some(({ id }) => id === `check:${check}`);
  return {
    config,
    queries: chosen.queries.filter(({ definition }) => isChosen(definition.name)),
    request: {
      command: command.name,
      version,
      tasks,
      selection: isCatchUp ? { kind: 'all' } : selection,
      onlyNew: command.days !== 'new' ? undefined : isCatchUp ? 'songs and days' : 'songs',
      publishesRest: false,
      daysFrom: command.daysFrom,
      strict: options.strict === true,
      mode: options.mode === 'truncate' ? 'truncate' : ('upsert' satisfies DimensionMode),
      rematch: command.rematch ?? 'changed',
      maxErrors: config.maxErrors,
      retry: config.retry,
      taskTimeoutMs: config.limits.taskMs,
      checks: { ...chosen.request, definitions: definitions.filter(({ name }) => isChosen(name)) },
      chunk,
    },
  };
}

/** Flags that mean something to a plan only. What is wrong is added to `problems`. */
export function refusePlanFlags(options: Options, problems: string[]): void {
  if (options.dryRun === true) return;
  for (const name of ['sql', 'offline']) {
    if (options[name] === true)
      problems.push(`--${name} is for a plan: give --dry-run with it, or use the subcommand plan`);
  }
}
