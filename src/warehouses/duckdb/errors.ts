import { EtlError, messageOf } from '../../core/errors.ts';
import { TornLogError } from '../../core/torn-log.ts';
import { runningSince } from './holder.ts';
import { logOf } from './torn-end.ts';

/** DuckDB's own reader met something that only the exact reader may judge. */
export class RefusedError extends Error {}

const LOCK_HOLDER = /Conflicting lock is held in (.*?)(?: \(PID (\d+)\))/;

/** Position of what stands behind the size and the checksum of a record of the log, eight bytes each. */
const TORN_LOG = /Corrupt WAL file: entry at byte position (\d+) computed checksum/;
const RECORD_HEAD_BYTES = 16;

/** Error classes that DuckDB's JSON reader and our own guard raise for content, as opposed to trouble with the engine. */
const CONTENT_ERROR = /^(Invalid Input|Conversion|Out of Range|Constraint) Error/;

/** True if an error is about the content of the files that were read, not about disk, memory or the engine. */
export function isAboutContent(error: unknown): boolean {
  return CONTENT_ERROR.test(messageOf(error instanceof EtlError ? error.cause : error));
}

/** What an error of DuckDB means for the user. Errors that are explained already pass through. */
export function explain(error: unknown, path: string, statement?: string): unknown {
  if (error instanceof EtlError) return error;
  const message = messageOf(error);
  if (/Could not set lock on file/.test(message)) return lockedError(message, path, error);
  if (/not a valid DuckDB database file/.test(message)) {
    return new EtlError('usage', `${path} exists, but is not a DuckDB database`, {
      hint: 'give WAREHOUSE_URL another file name: the file is left as it is',
      cause: error,
    });
  }
  const torn = TORN_LOG.exec(message)?.[1];
  if (torn !== undefined) return new TornLogError(logOf(path), Number(torn) - RECORD_HEAD_BYTES, error);
  // A name with a folder is that of a file of ours; others are the user's, or our own words.
  const where = statement === undefined ? '' : ` (${statement.includes('/') ? `${statement}.sql` : statement})`;
  return new EtlError('warehouse', `DuckDB failed on ${path}${where}: ${firstLine(message)}`, {
    cause: error,
    details: placeIn(message),
    ...hintFor(message),
  });
}

function lockedError(message: string, path: string, cause: unknown): EtlError {
  const [, program, pid] = LOCK_HOLDER.exec(message) ?? [];
  const since = pid === undefined ? undefined : runningSince(Number(pid));
  const running = since === undefined ? '' : `, running since ${since} UTC`;
  const holder = pid === undefined ? 'another process' : `process ${pid} (${program})${running}`;
  return new EtlError('warehouseBusy', `${path} is in use by ${holder}; DuckDB lets one process write at a time`, {
    hint: pid === undefined ? 'wait until it has ended' : `wait until it has ended, or look at it: ps -p ${pid}`,
    cause,
  });
}

function hintFor(message: string): { hint?: string } {
  if (/Could not read enough bytes|Corrupt database file/.test(message)) {
    return { hint: 'the file is not whole: put a copy of it in its place, or remove it and load everything again' };
  }
  if (/No space left|disk|File too large/i.test(message))
    return { hint: 'make room on the disk and run the same command again' };
  if (/Out of Memory/i.test(message)) return { hint: 'load fewer days at a time (--from, --to)' };
  if (/Permission denied|read-only/i.test(message)) return { hint: 'check the rights on the file and its folder' };
  return {};
}

/** What follows an error about the text of a statement: the line, a mark below the place, names that are nearly right. */
function placeIn(message: string): string[] {
  if (!/^(Parser|Binder|Catalog) Error/.test(message)) return [];
  return message
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
