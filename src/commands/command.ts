import type { Stage } from '../core/event.ts';
import type { SettingName } from '../settings/index.ts';

/** A flag that only some subcommands have. */
export interface Flag {
  /** As commander takes it: `--only <list>`. */
  readonly syntax: string;
  readonly description: string;
  readonly fallback?: string;
  readonly choices?: readonly string[];
}

/** What every subcommand that works on a warehouse can be told of it. */
export const WAREHOUSE_SETTINGS: readonly SettingName[] = [
  'warehouse',
  'redshiftCluster',
  'redshiftWorkgroup',
  'redshiftSecretArn',
  'statementTimeout',
  'retries',
  'retryDelay',
  'wait',
];

/** What every subcommand that runs a part of the graph can be told of how it is operated. */
export const OPERATION_SETTINGS: readonly SettingName[] = [
  'taskTimeout',
  'runTimeout',
  'logFile',
  'notify',
  'notifyOn',
];

/** What every subcommand that writes to the warehouse, and is no part of the graph, can be told of how it is operated. */
export const UNATTENDED_SETTINGS: readonly SettingName[] = OPERATION_SETTINGS.filter((name) => name !== 'taskTimeout');

/** What subcommands that evaluate checks can be told of them. */
export const CHECK_SETTINGS: readonly SettingName[] = ['checksDir', 'leastMatchShare', 'freshWithin', 'keepFailures'];

/** Flags of subcommands that evaluate checks. */
export const CHECK_FLAGS: readonly Flag[] = [
  {
    syntax: '--no-block <list>',
    description: 'checks that only warn where they would fail; commas between their names',
  },
  { syntax: '--junit <file>', description: 'write how the checks came out as a JUnit XML file' },
];

/** What every subcommand says of itself. */
interface Described {
  readonly name: string;
  readonly summary: string;
  /** Lines for the end of --help: commands to copy. */
  readonly examples: readonly string[];
  readonly flags: readonly Flag[];
}

/** What those say that work on a warehouse or a source. */
interface Configured extends Described {
  readonly settings: readonly SettingName[];
}

/** A subcommand that runs a part of the graph. */
export interface RunCommand extends Configured {
  readonly kind: 'run';
  /** The stages of the graph that it runs. */
  readonly stages: readonly Stage[];
  /** Whether the checks that only this subcommand runs are among them. */
  readonly audits?: true;
  /** `all`: matches every published play with the catalogue again. */
  readonly rematch?: 'all';
  /** Whether it takes days, and whether it can do without; `new`: without, it takes those that are new or changed. */
  readonly days: 'required' | 'optional' | 'new' | 'none';
  /** Where the chosen days must be found. */
  readonly daysFrom: 'source' | 'staged' | 'published';
}

/** A subcommand that shows what another would do. */
export interface PlanCommand extends Configured {
  readonly kind: 'plan';
  /** As for a run. */
  readonly days: 'new';
}

/** A subcommand that does something else. */
export interface OtherCommand extends Described {
  readonly kind: 'sample';
}

/** A subcommand that reads what is published. */
export interface QueryCommand extends Configured {
  readonly kind: 'query';
  /** A word that may follow the subcommand, as commander writes it; its value comes among the options. */
  readonly argument: '[name]';
  readonly days: 'optional';
}

/** A subcommand that writes files for a scheduler. */
export interface ExportCommand extends Configured {
  readonly kind: 'export';
  /** As for a query. */
  readonly argument: '<cron|systemd|github-actions>';
}

/** A subcommand that tells of past runs and days, or forgets old ones. */
export interface KeepingCommand extends Configured {
  readonly kind: 'history' | 'status' | 'prune';
  /** As for a query. */
  readonly argument?: '[run]';
}

/** A subcommand that looks whether a run could succeed. */
export interface DoctorCommand extends Configured {
  readonly kind: 'doctor';
}

/** A subcommand that has another do again what it did not do. */
export interface RetryCommand extends Configured {
  readonly kind: 'retry';
  readonly argument: '[run]';
}

export type Command =
  | RunCommand
  | PlanCommand
  | RetryCommand
  | QueryCommand
  | ExportCommand
  | DoctorCommand
  | KeepingCommand
  | OtherCommand;
