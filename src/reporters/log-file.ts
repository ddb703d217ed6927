import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EtlError, messageOf } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { Reporter } from '../core/reporter.ts';
import { EventLines } from './event-lines.ts';

/** What a run tells of is not for every user of the machine. Only for a file that is made: an older one keeps its mode. */
const MODE = 0o600;

export interface LogFileOptions {
  readonly path: string;
  /** Stands in every line: several runs may write to one file. */
  readonly runId: string;
  readonly now: () => Date;
  /** Told once if the file cannot be written any more. */
  readonly warn: (message: string) => void;
}

/**
 * `--log-file`: every event, in the form of `--json` with `run` in each line, is appended to a file. It is written at once and
 * with one call a line, so that nothing is lost when the process is killed, and lines of several processes do not mix. If it
 * cannot be written later, because the disk is full for instance, that is told once, and the run goes on.
 *
 * @throws EtlError `usage` if the file cannot be opened: its folder is not there, or may not be written
 */
export function createLogFileReporter({ path, runId, now, warn }: LogFileOptions): Reporter {
  const file = openLog(path);
  const lines = new EventLines(now);
  const start = endsInLine(file) ? '\n' : '';
  let isBroken = false;
  const giveUp = (error: unknown) => {
    if (!isBroken) warn(`the log file ${path} is not complete: ${messageOf(error)}`);
    isBroken = true;
  };
  let isFirst = true;
  const write = (event: RunEvent) => {
    const line = lines.lineOf(event, { run: runId });
    if (line !== undefined) writeWhole(file, isFirst ? start + line : line);
    isFirst = false;
  };
  return {
    report(event) {
      try {
        if (!isBroken) write(event);
      } catch (error) {
        giveUp(error);
      }
    },
    close: async () => {
      try {
        closeSync(file);
      } catch (error) {
        giveUp(error);
      }
    },
  };
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a+', MODE);
  } catch (error) {
    const folder = dirname(path);
    const isMissing = statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true;
    if (isMissing) {
      const hint = `make the folder first: mkdir -p ${folder}`;
      throw new EtlError('usage', `LOG_FILE (--log-file) ${path}: there is no folder ${folder}`, { hint });
    }
    throw new EtlError('usage', `cannot write LOG_FILE (--log-file) ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** True if the last line has no end: it was cut off when the disk was full. What is written now must not be glued to it. */
function endsInLine(file: number): boolean {
  const stats = fstatSync(file);
  if (!stats.isFile() || stats.size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, stats.size - 1);
  return last.toString() !== '\n';
}

/** One call a line is enough; a disk that gets full takes a part, and then fails. */
function writeWhole(file: number, line: string): void {
  const bytes = Buffer.from(line);
  const written = writeSync(file, bytes);
  if (written < bytes.length) writeSync(file, bytes, written);
}
