import { toWarehouseTarget } from './config-warehouse.ts';
import { ConfigError, messageOf } from './core/errors.ts';
import type { SourceLocation } from './object-stores/location.ts';
import { holdsSecret } from './redact.ts';
import type { RetryPolicy } from './retry.ts';
import { SETTINGS, type Setting, type SettingName } from './settings/index.ts';
import type { Hook, NotifyOccasion } from './settings/parse-notify.ts';
import type { DayPattern } from './source/day-pattern.ts';
import type { WarehouseTarget } from './warehouses/target.ts';

/** Flags and environment, checked: from here on everything can be trusted. */
export interface Config {
  readonly warehouse: WarehouseTarget;
  readonly logData: SourceLocation;
  readonly songData: SourceLocation;
  /** One file; undefined: keys are matched to columns by name. */
  readonly logJsonPath: SourceLocation | undefined;
  readonly logPattern: DayPattern;
  /** Records that may be set aside per staging table before the stage fails. */
  readonly maxErrors: number;
  readonly retry: RetryPolicy;
  /** How long to wait while another run has the warehouse, in milliseconds. */
  readonly waitMs: number;
  /** Where files for the warehouse to read may be put; undefined: nowhere. */
  readonly work: SourceLocation | undefined;
  readonly s3: S3Settings;
  readonly checks: CheckSettings;
  readonly limits: TimeLimits;
  readonly outlets: OutletSettings;
}

/** Milliseconds; 0: any time. */
interface TimeLimits {
  /** Of an attempt of a task. */
  readonly taskMs: number;
  readonly runMs: number;
}

/** Who is told of a run besides the one who watches it. */
export interface OutletSettings {
  /** The file that every event is appended to; undefined: none. */
  readonly logFile: string | undefined;
  /** The webhook that is told how the run ended; undefined: none. */
  readonly notify: { readonly hook: Hook; readonly on: ReadonlySet<NotifyOccasion> } | undefined;
}

/** What is said about checks. */
interface CheckSettings {
  /** Where those of the user are; undefined: there are none. */
  readonly folder: string | undefined;
  /** The share of plays that must find their song, 0 to 1; undefined: any will do. */
  readonly leastMatchShare: number | undefined;
  /** How many days the latest published one may be ago; undefined: any number. */
  readonly freshWithinDays: number | undefined;
  /** How many days the rows that checks found are kept. */
  readonly keepDays: number;
}

interface S3Settings {
  readonly endpoint: string | undefined;
  /** Undefined: where an endpoint is given. */
  readonly forcePathStyle: boolean | undefined;
  readonly unsigned: boolean;
  /** Requests under way at once. */
  readonly concurrency: number;
}

export type Flags = Readonly<Partial<Record<SettingName, string | boolean>>>;
type Environment = Readonly<Record<string, string | undefined>>;
type Values = { -readonly [Name in SettingName]: ReturnType<(typeof SETTINGS)[Name]['parse']> | undefined };

/**
 * Flags over environment over defaults (`.env` is part of the environment by now). Throws one ConfigError that names
 * every problem, together with `others`: problems found elsewhere on the command line.
 */
export function readConfig(flags: Flags, env: Environment, others: readonly string[] = []): Config {
  const problems = [...others];
  const values = Object.fromEntries(
    Object.entries<Setting<unknown>>(SETTINGS).map(([name, each]) => {
      const flag = flags[name as SettingName];
      return [name, readSetting(each, flag === undefined ? undefined : String(flag), env, problems)];
    }),
  ) as Values;
  const config = problems.length > 0 ? undefined : toConfig(values, problems);
  if (config === undefined || problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** What is wrong with one setting alone; undefined for nothing. */
export function problemOf(each: Setting<unknown>, flag: string | undefined, env: Environment): string | undefined {
  const problems: string[] = [];
  readSetting(each, flag, env, problems);
  return problems[0];
}

/**
 * What is said of outlets, as far as it is right: for telling them that something else is wrong. `problems` are those of the
 * outlets themselves.
 */
export function readOutlets(
  flags: Flags,
  env: Environment,
): { readonly outlets: OutletSettings; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = <Name extends SettingName>(name: Name) => {
    const flag = flags[name];
    return readSetting(SETTINGS[name], flag === undefined ? undefined : String(flag), env, problems) as Values[Name];
  };
  return {
    outlets: toOutlets({ logFile: read('logFile'), notify: read('notify'), notifyOn: read('notifyOn') }),
    problems,
  };
}

function toOutlets({ logFile, notify, notifyOn }: Pick<Values, 'logFile' | 'notify' | 'notifyOn'>): OutletSettings {
  const isTold = notify !== undefined && notifyOn !== undefined;
  return { logFile, notify: isTold ? { hook: notify, on: notifyOn } : undefined };
}

function readSetting(each: Setting<unknown>, flag: string | undefined, env: Environment, problems: string[]): unknown {
  const fromEnvironment = env[each.variable] === '' ? undefined : env[each.variable];
  const text = flag ?? fromEnvironment ?? each.fallback;
  if (text === undefined) return undefined;
  const origin = flag === undefined || each.flag === undefined ? each.variable : each.flag;
  if (flag !== undefined && (holdsSecret(flag) || each.holdsSecret?.(flag) === true)) {
    problems.push(
      `${each.flag}: a secret in a flag is visible to everybody on the machine; set ${each.variable} in the environment or in .env`,
    );
    return undefined;
  }
  try {
    return each.parse(text);
  } catch (error) {
    problems.push(`${origin}: ${messageOf(error)}`);
    return undefined;
  }
}

function toConfig(values: Values, problems: string[]): Config {
  const known = values as { [Name in SettingName]: Exclude<Values[Name], undefined> };
  return {
    warehouse: toWarehouseTarget(known, problems),
    logData: known.logData,
    songData: known.songData,
    logJsonPath: values.logJsonPath,
    logPattern: known.logPattern,
    maxErrors: known.maxErrors,
    retry: { retries: known.retries, delayMs: known.retryDelay },
    waitMs: known.wait,
    work: values.workUri,
    checks: {
      folder: values.checksDir,
      leastMatchShare: values.leastMatchShare,
      freshWithinDays: values.freshWithin,
      keepDays: known.keepFailures,
    },
    limits: { taskMs: known.taskTimeout, runMs: known.runTimeout },
    outlets: toOutlets(values),
    s3: {
      endpoint: values.s3Endpoint,
      forcePathStyle: values.s3PathStyle,
      unsigned: known.s3Unsigned,
      concurrency: known.s3Concurrency,
    },
  };
}
