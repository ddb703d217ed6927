import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseSettings } from './choose.ts';
import type { Options } from './cli.ts';
import type { ExportCommand } from './commands/command.ts';
import { type Config, readConfig } from './config.ts';
import { ConfigError, EtlError, EXIT_CODES, messageOf } from './core/errors.ts';
import { nearest } from './core/nearest.ts';
import { describeJob, userOfJob } from './export-job.ts';
import { EXPORTS, type ExportKind } from './exports/index.ts';
import type { ExportedFile, Job } from './exports/job.ts';
import { everySchedule, parseCron, type Schedule } from './exports/schedule.ts';
import { makeFolder } from './make-folder.ts';
import type { Performance } from './performance.ts';

/** The program that a scheduler is to start: this one. */
const SCRIPT = fileURLToPath(new URL('../bin/sparkify-etl.js', import.meta.url));

export interface ExportPerformance extends Performance {
  readonly command: ExportCommand;
  /** The environment as it was before `.env` was read. */
  readonly shell: Readonly<Record<string, string | undefined>>;
  /** What `.env` says. */
  readonly file: Readonly<Record<string, string>>;
}

/** Writes the files of one kind of scheduler for the present configuration to stdout, or into the folder of --out. */
export async function performExport(performance: ExportPerformance): Promise<number> {
  const { command, options, env, streams } = performance;
  const problems: string[] = [];
  const kind = chooseKind(options, problems);
  const schedule = chooseSchedule(options, problems);
  const config = readConfig(chooseSettings(command, options), env, problems);
  const files = render(kind, jobOf(config, schedule, performance));
  if (typeof options.out === 'string') streams.err.write(await save(files, options.out));
  else streams.out.write(asOneText(files));
  return EXIT_CODES.ok;
}

function chooseKind({ name }: Options, problems: string[]): ExportKind {
  const kinds = Object.keys(EXPORTS) as ExportKind[];
  const kind = kinds.find((each) => each === name);
  if (kind !== undefined) return kind;
  const meant = nearest(String(name), kinds);
  problems.push(
    `export: expected one of ${kinds.join(', ')}, found "${String(name)}"${meant === undefined ? '' : ` (did you mean ${meant}?)`}`,
  );
  return 'cron';
}

function chooseSchedule({ every, schedule }: Options, problems: string[]): Schedule {
  if (every !== undefined && schedule !== undefined) problems.push('give --every or --schedule, not both');
  try {
    return typeof schedule === 'string' ? parseCron(schedule) : everySchedule(String(every ?? '1h'));
  } catch (error) {
    problems.push(`${schedule === undefined ? '--every' : '--schedule'}: ${messageOf(error)}`);
    return everySchedule('1h');
  }
}

function jobOf(
  config: Config,
  schedule: Schedule,
  { command, options, env, shell, file, node }: ExportPerformance,
): Job {
  const folder = resolve();
  const flags = chooseSettings(command, options);
  return {
    folder,
    program: { node, script: SCRIPT },
    user: userOfJob(userName(), env),
    schedule,
    ...describeJob(config, { flags, shell, file, env, folder }),
  };
}

/** Undefined for a user without a name, as in some containers. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function render(kind: ExportKind, job: Job): readonly ExportedFile[] {
  try {
    return EXPORTS[kind](job);
  } catch (error) {
    throw new ConfigError([`export ${kind}: ${messageOf(error)}`]);
  }
}

/** One file as it is; several with a line that says where each begins. */
function asOneText(files: readonly ExportedFile[]): string {
  if (files.length === 1) return files.map(({ text }) => text).join('');
  return files.map(({ name, text }) => `# ${'-'.repeat(20)} ${name} ${'-'.repeat(20)}\n${text}`).join('\n');
}

/** Writes the files where nothing is yet; returns what it did, for people. */
async function save(files: readonly ExportedFile[], folder: string): Promise<string> {
  const written: string[] = [];
  await makeFolder(folder).catch((error: unknown) => {
    const hint = 'name a folder that you may write to';
    throw new EtlError('usage', `--out ${folder}: this folder cannot be made: ${messageOf(error)}`, {
      hint,
      cause: error,
    });
  });
  try {
    for (const { name, text } of files) {
      const path = join(folder, name);
      await writeFile(path, text, { flag: 'wx' });
      written.push(`wrote ${path}\n`);
    }
  } catch (error) {
    const hint = 'files that are there are not overwritten: remove them, or name another folder';
    throw new EtlError('usage', `--out ${folder}: ${messageOf(error)}`, { hint, cause: error });
  }
  return written.join('');
}
