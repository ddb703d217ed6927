import { EtlError, type ExitName } from '../../../core/errors.ts';
import type { ServerError } from '../../pg/types.ts';

interface Rule {
  /** Matches the message of the server; its groups are handed to `say`. */
  readonly pattern: RegExp;
  readonly kind: ExitName;
  readonly say: (groups: readonly string[]) => string;
  readonly hint: string;
  /** True if it may pass; Redshift itself has tried again by then. */
  readonly isTransient?: true;
}

/**
 * What COPY says when it cannot begin, and what it means. Nearly all come as SQLSTATE XX000, so only the texts tell them
 * apart. The first that matches counts; add one here.
 */
const RULES: readonly Rule[] = [
  {
    pattern: /^The specified S3 prefix '(.*)' does not exist/,
    kind: 'source',
    say: ([prefix]) => `Redshift finds no object whose key begins with ${prefix}`,
    hint: 'look whether it is still there, and whether Redshift reads the region that the bucket is in: COPY_REGION',
  },
  {
    pattern: /Problem reading manifest file|COPY with MANIFEST parameter requires full path/,
    kind: 'source',
    say: () => 'Redshift cannot read the manifest that was written to WORK_URI',
    hint: 'the role of COPY (IAM_ROLE) needs s3:GetObject and s3:ListBucket for WORK_URI too, and the bucket must be in COPY_REGION',
  },
  {
    pattern: /NoSuchBucket|The specified bucket does not exist/,
    kind: 'source',
    say: () => 'Redshift says that the bucket does not exist',
    hint: 'check the names in LOG_DATA, SONG_DATA, LOG_JSONPATH and WORK_URI',
  },
  {
    pattern: /NoSuchKey|The specified key does not exist/,
    kind: 'source',
    say: () => 'an object was listed, but was gone when Redshift came to read it',
    hint: 'run again',
  },
  {
    pattern: /PermanentRedirect|must be addressed using the specified endpoint|AuthorizationHeaderMalformed/,
    kind: 'source',
    say: () => 'the bucket is in another region than the one that Redshift was told to read',
    hint: "set COPY_REGION to the bucket's region; all buckets of a load must be in one",
  },
  {
    pattern: /is not authorized to assume IAM Role (\S+)/i,
    kind: 'source',
    say: ([role]) => `Redshift may not assume the role ${role}`,
    hint: 'attach the role to the cluster or namespace, and let its trust policy allow redshift.amazonaws.com (on Serverless also redshift-serverless.amazonaws.com)',
  },
  {
    pattern: /(?:no|not).*default IAM role|default IAM role .*(?:not|no)/i,
    kind: 'source',
    say: () => 'the cluster or namespace has no default role, which IAM_ROLE=default stands for',
    hint: 'make one of its roles the default in the console, or set IAM_ROLE to the ARN of a role',
  },
  {
    pattern: /InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken/,
    kind: 'source',
    say: () => 'S3 does not accept the keys that COPY was given',
    hint: 'check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or use IAM_ROLE',
  },
  {
    pattern: /AccessDenied|Access Denied|Status 403/,
    kind: 'source',
    say: () => 'S3 does not let Redshift read the objects',
    hint: 'the role of COPY (IAM_ROLE), not that of this program, needs s3:GetObject on the objects and s3:ListBucket on the buckets of LOG_DATA, SONG_DATA, LOG_JSONPATH and WORK_URI',
  },
  {
    pattern: /^(Number of jsonpaths and the number of columns should match.*)/,
    kind: 'usage',
    say: ([text]) => `the JSONPaths file does not fit: ${text}`,
    hint: 'LOG_JSONPATH names it; it needs one path for each column of staging_events but log_date and start_time',
  },
  {
    pattern: /^(Invalid JSONPath format.*|.*[Jj]son[Pp]ath.*)/,
    kind: 'usage',
    say: ([text]) => `Redshift cannot use the JSONPaths file: ${text}`,
    hint: 'LOG_JSONPATH names it',
  },
  {
    pattern: /^Cannot COPY into nonexistent table (\S+)/,
    kind: 'warehouse',
    say: ([table]) => `the table ${table} is gone`,
    hint: 'run again when nobody else changes the schema',
  },
  {
    pattern: /S3ServiceException:(.*?),Status (5\d\d|429)/,
    kind: 'source',
    say: ([text, status]) => `S3 did not answer Redshift: ${text} (${status})`,
    hint: 'run again later',
    isTransient: true,
  },
  {
    pattern: /^S3CurlException/,
    kind: 'source',
    say: () => 'the connection between Redshift and S3 broke',
    hint: 'run again later',
    isTransient: true,
  },
];

/** What went wrong with a COPY, apart from the data it read; undefined for any other error. */
export function explainCopyError(error: ServerError, where: string): EtlError | undefined {
  for (const { pattern, kind, say, hint, isTransient = false } of RULES) {
    const match = pattern.exec(error.message);
    if (match === null) continue;
    const options = { hint, isTransient, details: evidenceOf(error), cause: error };
    return new EtlError(kind, `${say(match.slice(1))} (${where})`, options);
  }
  return undefined;
}

/** The server's own words, and what it says it was doing. */
function evidenceOf({ message, detail }: ServerError): string[] {
  const context = /^\s*context:\s*(.+)$/m.exec(detail ?? '')?.[1]?.trim();
  return [`Redshift: ${message.trim()}`, ...(context === undefined ? [] : [`context: ${context}`])];
}
