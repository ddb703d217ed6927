import { type EtlError, type ExitName, toEtlError } from '../core/errors.ts';

/** What is looked at, in the order in which it is told. */
export type Subject =
  | 'versions'
  | 'configuration'
  | 'S3'
  | 'logs'
  | 'songs'
  | 'warehouse'
  | 'rights'
  | 'tables'
  | 'loading';

/** `skipped`: not tried, because something that it depends on failed or is not there. */
export type Outcome = 'ok' | 'warning' | 'problem' | 'skipped';

/** What one step found. */
export interface Finding {
  /** Names the step for programs: `logs-listed`. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was found, one line. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
  /** More lines of evidence. */
  readonly details?: readonly string[];
  /** Of a problem: how a run ends that meets it. */
  readonly exit?: ExitName;
  /** Of a problem that a run meets only while it loads, whatever the subject. */
  readonly isLate?: true;
}

/** A finding and what it is about. */
export interface Told extends Finding {
  readonly subject: Subject;
}

export function ok(check: string, found: string, details: readonly string[] = []): Finding {
  return { check, outcome: 'ok', found, details };
}

export function warning(check: string, found: string, fix: string, details: readonly string[] = []): Finding {
  return { check, outcome: 'warning', found, fix, details };
}

/** Steps that may have to be left out, in words. */
const STEPS: Readonly<Record<string, string>> = {
  s3: 'region, credentials and buckets',
  's3-credentials': 'credentials for S3',
  's3-bucket': 'the bucket',
  'logs-listed': 'listing and reading the event logs',
  'logs-read': 'reading an event log',
  'songs-listed': 'listing and reading the song files',
  'songs-read': 'reading a song file',
  'checks-read': 'reading checks of your own',
  'file-writable': 'writing to the folder',
  'disk-space': 'room on the disk',
  warehouse: 'the warehouse',
  'server-reached': 'reaching the server',
  tls: 'TLS',
  login: 'the login',
  schema: 'the schema',
  lock: 'whether another run is under way',
  'server-clock': "the server's clock",
  rights: 'rights',
  'table-shapes': 'columns of the tables',
  'copy-access': "the role of Redshift's COPY",
  'copy-role-attached': 'whether the role of COPY is attached',
  'default-role': 'the default role',
  'copy-tried': 'a COPY',
  work: 'writing to WORK_URI',
};

/** @param fix what would let it be tried */
export function skipped(check: string, why: string, fix?: string): Finding {
  const found = `${STEPS[check] ?? check}: not tried, ${why}`;
  return { check, outcome: 'skipped', found, ...(fix === undefined ? {} : { fix }) };
}

/** Where an error does not say what to do itself. */
const FIXES: Partial<Record<ExitName, string>> = {
  usage: 'mend the setting that is named',
  badData: 'mend the file that is named',
};
const LAST_FIX = 'what such an error means stands in docs/exit-codes.md';

/** What a run would fail with. */
export function problem(check: string, error: EtlError): Finding {
  const { kind: exit, message: found, hint, details } = error;
  return { check, outcome: 'problem', exit, found, details, fix: hint ?? FIXES[exit] ?? LAST_FIX };
}

/** The finding of a step; what it throws is a problem, unless the signal ended it. */
export async function attempt(
  check: string,
  signal: AbortSignal,
  step: () => Promise<Finding> | Finding,
): Promise<Finding> {
  try {
    return await step();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return problem(check, toEtlError(error));
  }
}
