import { constants, copyFileSync, existsSync, type Stats, statSync, truncateSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TornLogError } from '../../core/torn-log.ts';

/** The write-ahead log that DuckDB keeps beside a file. */
export function logOf(path: string): string {
  return `${resolve(path)}.wal`;
}

/** What a log was like before it was tried to open its file; undefined: there is none. */
export type LogState = Pick<Stats, 'size' | 'mtimeMs'> | undefined;

export function stateOfLog(path: string): LogState {
  const log = logOf(path);
  return existsSync(log) ? statSync(log) : undefined;
}

/**
 * Cuts a log off where it stops to be whole, after a copy of it has been put beside it. DuckDB does the same with a log that is
 * too short, but gives up where a block of it was never written (https://github.com/duckdb/duckdb/pull/10126). A commit is not
 * told of before it is on the disk: what goes with the end was never committed, but for a disk that lost more than that.
 * @param before as it was when the error was found: if another process has mended it since, it is left alone
 * @returns what was done, in words; undefined: nothing
 */
export function setTornEndAside({ log, wholeBytes }: TornLogError, before: LogState, now: Date): string | undefined {
  const copy = `${log}.torn-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
  copyFileSync(log, copy, constants.COPYFILE_EXCL);
  const { size, mtimeMs } = statSync(log);
  if (before === undefined || size !== before.size || mtimeMs !== before.mtimeMs) return undefined;
  truncateSync(log, wholeBytes);
  return `the end of ${log} was not written whole, as after a loss of power: its last ${size - wholeBytes} bytes are set aside, the log as it was is ${copy}; days and files that were lost with it are loaded by run-all without a date`;
}
