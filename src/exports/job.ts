import type { Schedule } from './schedule.ts';

/** A regular `run-all` of the present configuration, as a scheduler is to be told of it. No secret is in it. */
export interface Job {
  /** Absolute path of the folder to run in, whose `.env` is read. */
  readonly folder: string;
  /** Absolute paths of Node.js and of the script it runs. */
  readonly program: { readonly node: string; readonly script: string };
  /** Who is to run it; undefined: not known. */
  readonly user: string | undefined;
  readonly schedule: Schedule;
  /** What is set and holds no secret. */
  readonly settings: readonly JobSetting[];
  /** Variables that hold a secret. */
  readonly secrets: readonly JobSecret[];
  readonly sources: readonly JobSource[];
  readonly warehouse: JobWarehouse;
  /** How long a run may take, in milliseconds; 0: any time, undefined: nothing is said of it. */
  readonly runMs: number | undefined;
  /** How AWS is to be logged in to, where something is read there. */
  readonly aws: 'none' | 'role' | 'keys';
}

/** Where a value was found: in `.env` of the folder, or in flags and the shell's environment, which come before it. */
type Origin = 'file' | 'shell';

export interface JobSetting {
  readonly variable: string;
  /** As it was given. */
  readonly value: string;
  /** The same with paths of this machine made absolute. */
  readonly absolute: string;
  /** Whether it names a file or folder of this machine. */
  readonly isLocal: boolean;
  /** Whether it says no more than what holds without it. */
  readonly isDefault: boolean;
  readonly origin: Origin;
}

export interface JobSecret {
  readonly variable: string;
  /** `file` if `.env` has one, whatever the shell has. */
  readonly origin: Origin;
}

/** Something that is read. */
export interface JobSource {
  readonly variable: string;
  /** Absolute path; undefined: it is in S3. */
  readonly folder: string | undefined;
}

export type JobWarehouse =
  | { readonly dialect: 'duckdb'; readonly path: string; readonly absolute: string }
  | { readonly dialect: 'postgres' | 'redshift'; readonly needsPassword: boolean };

/** A file that a scheduler reads. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** The variables that name secrets, each once. */
export function secretNames(secrets: readonly JobSecret[]): string[] {
  return [...new Set(secrets.map(({ variable }) => variable))];
}

/** Control characters, line separators, and what is no character of a text file. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFEFF]|\p{Noncharacter_Code_Point}/u;

/**
 * A value that fits on a line of a text file.
 * @throws Error that names the variable and does not repeat the value
 */
export function oneLine(variable: string, value: string): string {
  if (UNFIT.test(value)) throw new Error(`${variable}: a line break or another control character cannot be exported`);
  return value;
}
