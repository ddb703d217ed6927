import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent, RunSummary } from '../../src/core/event.ts';
import { ISOLATION } from './s3.ts';

export const BINARY = fileURLToPath(new URL('../../bin/sparkify-etl.js', import.meta.url));

export interface CliOptions {
  /** The current folder of the program; temporary files go to `tmp` in it. */
  readonly cwd: string;
  /** What is in the environment besides PATH, HOME and TMPDIR. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface CliResult {
  /** Null if a signal ended the program. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves when stdout or stderr holds `text`; rejects if the program ends without. */
  readonly seen: (text: string) => Promise<void>;
  readonly ended: Promise<CliResult>;
}

/** An environment without anything of the machine's own settings; makes the folder for temporary files. */
export function cleanEnvironment({ cwd, env = {} }: CliOptions): Record<string, string> {
  mkdirSync(temporaryFolder(cwd), { recursive: true });
  return { PATH: process.env.PATH ?? '', HOME: cwd, TMPDIR: temporaryFolder(cwd), ...ISOLATION, ...env };
}

/** Where the program's temporary files are. */
export function temporaryFolder(cwd: string): string {
  return join(cwd, 'tmp');
}

/** Starts the built program. */
export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(process.execPath, [BINARY, ...args], { cwd: options.cwd, env: cleanEnvironment(options) });
  const text = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const watch of watchers) watch();
    });
  }
  child.stdin.end(options.input ?? '');
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  const seen = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const watch = () => {
        if (text.stdout.includes(wanted) || text.stderr.includes(wanted)) resolve();
      };
      watchers.add(watch);
      watch();
      ended.then((result) => reject(new Error(`ended without "${wanted}": ${JSON.stringify(result)}`)), reject);
    });
  return { child, seen, ended };
}

/** Runs the built program to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).ended;
}

/** A line of --json. */
export type EventLine = { readonly time: string } & RunEvent;

/** Every line of stdout as JSON; throws if one is not. */
export function eventsOf({ stdout }: CliResult): readonly EventLine[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EventLine);
}

/** The events of one type. */
export function eventsOfType<Type extends RunEvent['type']>(
  result: CliResult,
  type: Type,
): readonly Extract<EventLine, { type: Type }>[] {
  return eventsOf(result).filter((event): event is Extract<EventLine, { type: Type }> => event.type === type);
}

/** The summary that ends a run with --json. */
export function summaryOf(result: CliResult): RunSummary {
  const last = eventsOf(result).at(-1);
  if (last?.type !== 'run-finished') throw new Error(`no summary in ${JSON.stringify(result)}`);
  return last.summary;
}
