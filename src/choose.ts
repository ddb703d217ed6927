import type { Options } from './cli.ts';
import type { RunCommand } from './commands/command.ts';
import type { Flags } from './config.ts';
import { isDay } from './core/day.ts';
import { messageOf } from './core/errors.ts';
import { nearest } from './core/nearest.ts';
import type { Task } from './core/task.ts';
import type { ChunkRequest } from './run-request.ts';
import { SETTINGS, type Setting } from './settings/index.ts';
import { parseInteger } from './settings/parse.ts';
import type { DaySelection } from './source/find-files.ts';
import type { RunContext } from './tasks.ts';

/** More days than that are a mistake: a year typed with a digit too many. */
const MOST_DAYS = 36_600;
const MS_PER_DAY = 86_400_000;

/** The days that the flags choose; undefined for none. What is wrong is added to `problems`. */
export function chooseDays(
  command: Pick<RunCommand, 'name' | 'days'>,
  options: Options,
  problems: string[],
): DaySelection | undefined {
  const { date, from, to, all } = options as Readonly<Record<string, string | undefined>>;
  const before = problems.length;
  for (const [flag, day] of Object.entries({ '--date': date, '--from': from, '--to': to })) {
    if (day !== undefined && !isDay(day)) problems.push(`${flag}: ${notADay(day)}`);
  }
  const ways = [date, from ?? to, all].filter((way) => way !== undefined).length;
  if (ways > 1) problems.push('give one of --date, --from with --to, or --all');
  if ((from === undefined) !== (to === undefined)) problems.push('--from and --to go together');
  if (problems.length > before) return undefined;
  if (date !== undefined) return { kind: 'one', day: date };
  if (from !== undefined && to !== undefined) return range(from, to, problems);
  if (all !== undefined) return { kind: 'all' };
  if (command.days === 'required' && !onlySongs(command, options)) {
    problems.push('which days? Give --date YYYY-MM-DD, --from and --to, or --all');
  }
  return undefined;
}

function notADay(text: string): string {
  const hasForm = /^\d{4}-\d{2}-\d{2}$/.test(text);
  return hasForm ? `there is no day ${text} in the calendar` : `expected a day as YYYY-MM-DD, found "${text}"`;
}

function range(from: string, to: string, problems: string[]): DaySelection | undefined {
  const days = (Date.parse(to) - Date.parse(from)) / MS_PER_DAY + 1;
  if (days >= 1 && days <= MOST_DAYS) return { kind: 'range', from, to };
  problems.push(
    days < 1
      ? `--from ${from} is later than --to ${to}`
      : `--from ${from} to ${to} is ${days} days, the most is ${MOST_DAYS}`,
  );
  return undefined;
}

function onlySongs(command: Pick<RunCommand, 'name'>, options: Options): boolean {
  return command.name === 'stage' && options.only === 'songs';
}

/** The tasks that a subcommand runs: those of its stages, and of these those that --only names. */
export function chooseTasks(
  command: RunCommand,
  options: Options,
  graph: readonly Task<RunContext>[],
  problems: string[],
): readonly Task<RunContext>[] {
  const tasks = graph.filter(({ stage }) => command.stages.includes(stage));
  if (typeof options.only !== 'string') return tasks;
  const names = new Map(tasks.map((task) => [task.id.slice(task.id.indexOf(':') + 1), task]));
  const chosen = new Set(options.only.split(',').map((name) => name.trim()));
  const unknown = [...chosen].filter((name) => !names.has(name));
  if (unknown.length > 0) problems.push(`--only: ${unknownTasks(unknown, [...names.keys()])}`);
  return [...names].flatMap(([name, task]) => (chosen.has(name) ? [task] : []));
}

/** More names than that are no help in an error. */
const MOST_NAMES = 12;

function unknownTasks(unknown: readonly string[], known: readonly string[]): string {
  const found = `found "${unknown.join(', ')}"`;
  if (known.length <= MOST_NAMES) return `expected some of ${known.join(', ')}, ${found}`;
  const guess = nearest(unknown[0] ?? '', known);
  return `expected some of ${known.length} names, ${found}; ${guess === undefined ? 'docs/checks.md has them' : `did you mean ${guess}?`}`;
}

/** The settings that were given as flags. Commander names `--log-data` logData. */
export function chooseSettings({ settings }: Pick<RunCommand, 'settings'>, options: Options): Flags {
  const entries = settings.flatMap((name) => {
    const { flag = '' }: Setting<unknown> = SETTINGS[name];
    const attribute = flag.slice(2).replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
    const value = options[attribute];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** More days than that in one transaction are more than it saves. */
const MOST_CHUNK_DAYS = 3_660;
const USUAL_CHUNK_DAYS = 30;

/**
 * How several days are loaded. What is wrong is added to `problems`.
 * @param isCatchUp the days are those that are new: one that cannot be loaded must not keep all later ones away for good
 */
export function chooseChunk({ chunk, continueOnError }: Options, isCatchUp: boolean, problems: string[]): ChunkRequest {
  let days = USUAL_CHUNK_DAYS;
  try {
    if (chunk !== undefined) days = parseInteger(String(chunk), 1, MOST_CHUNK_DAYS);
  } catch (error) {
    problems.push(`--chunk: ${messageOf(error)}`);
  }
  return { days, continueOnError: isCatchUp || continueOnError === true };
}
