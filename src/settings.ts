import { EtlError } from './core/errors.ts';
import { Secret } from './core/secret.ts';
import { parseLocation, type SourceLocation } from './object-stores/location.ts';
import { redact } from './redact.ts';
import { compileDayPattern, type DayPattern } from './source/day-pattern.ts';
import { parseWarehouseUrl } from './warehouses/parse-url.ts';

/** A setting: its environment variable, its flag, and how its text is checked. `parse` throws an Error with the problem. */
export interface Setting<T> {
  readonly variable: string;
  /** What --help shows it under. */
  readonly group: 'Warehouse' | 'Redshift' | 'Sources' | 'S3';
  /** None for a secret: flags are visible to everybody on the machine. */
  readonly flag?: string;
  /** What stands for the value in --help; none for a switch. */
  readonly argument?: string;
  readonly description: string;
  readonly fallback?: string;
  parse(text: string): T;
}

const setting = <T>(declaration: Setting<T>): Setting<T> => declaration;

/** Every setting there is. A new one goes here and into .env.example; a test keeps the two together. */
export const SETTINGS = {
  warehouse: setting({
    group: 'Warehouse',
    variable: 'WAREHOUSE_URL',
    flag: '--warehouse',
    argument: '<url>',
    description:
      'where the star schema goes: duckdb:FILE, postgres://user@host/database, redshift://user@host/database',
    fallback: 'duckdb:./sparkify.duckdb',
    parse: parseWarehouseUrl,
  }),
  warehousePassword: setting({
    group: 'Warehouse',
    variable: 'WAREHOUSE_PASSWORD',
    description: 'password of the user in WAREHOUSE_URL',
    parse: (text) => new Secret(text),
  }),
  statementTimeout: setting({
    group: 'Warehouse',
    variable: 'STATEMENT_TIMEOUT',
    flag: '--statement-timeout',
    argument: '<time>',
    description: 'how long a server may take for one statement: 90s, 30m, 2h; 0 for any time',
    fallback: '2h',
    parse: parseDuration,
  }),
  retries: setting({
    group: 'Warehouse',
    variable: 'RETRIES',
    flag: '--retries',
    argument: '<n>',
    description: 'how often a transaction is tried again after a lost connection, a conflict or a timeout',
    fallback: '3',
    parse: (text) => parseInteger(text, 0, 100),
  }),
  retryDelay: setting({
    group: 'Warehouse',
    variable: 'RETRY_DELAY',
    flag: '--retry-delay',
    argument: '<time>',
    description: 'wait before the second attempt: 10s, 5m; each further wait is twice as long',
    fallback: '10s',
    parse: parseDuration,
  }),
  redshiftCluster: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_CLUSTER',
    flag: '--redshift-cluster',
    argument: '<id>',
    description: 'provisioned cluster to log in to by IAM instead of a password',
    parse: (text) => parseName(text, 'a cluster identifier'),
  }),
  redshiftWorkgroup: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_WORKGROUP',
    flag: '--redshift-workgroup',
    argument: '<name>',
    description: 'Serverless workgroup to log in to by IAM instead of a password',
    parse: (text) => parseName(text, 'a workgroup name'),
  }),
  redshiftSecretArn: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_SECRET_ARN',
    flag: '--redshift-secret-arn',
    argument: '<arn>',
    description: 'secret of AWS Secrets Manager that holds user and password',
    parse: parseSecretArn,
  }),
  iamRole: setting({
    group: 'Redshift',
    variable: 'IAM_ROLE',
    flag: '--iam-role',
    argument: '<arn>',
    description:
      'role with which Redshift reads S3: default, an ARN, or ARNs with commas, each assumed by the one before',
    parse: parseRole,
  }),
  copyWithKeys: setting({
    group: 'Redshift',
    variable: 'COPY_WITH_KEYS',
    flag: '--copy-with-keys',
    description: 'let Redshift read S3 with the AWS keys of the environment instead of a role',
    fallback: 'false',
    parse: parseSwitch,
  }),
  copyRegion: setting({
    group: 'Redshift',
    variable: 'COPY_REGION',
    flag: '--copy-region',
    argument: '<region>',
    description: 'region of the buckets that Redshift reads; without it that of the S3 client',
    parse: parseRegion,
  }),
  workUri: setting({
    group: 'Redshift',
    variable: 'WORK_URI',
    flag: '--work-uri',
    argument: '<uri>',
    description: 's3:// place for manifests and packed files that Redshift reads; emptied after each load',
    parse: parseWorkUri,
  }),
  logData: setting({
    group: 'Sources',
    variable: 'LOG_DATA',
    flag: '--log-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the event logs',
    fallback: './sample/log_data',
    parse: parsePlace,
  }),
  songData: setting({
    group: 'Sources',
    variable: 'SONG_DATA',
    flag: '--song-data',
    argument: '<place>',
    description: 'folder or s3:// URI of the song files',
    fallback: './sample/song_data',
    parse: parsePlace,
  }),
  logJsonPath: setting({
    group: 'Sources',
    variable: 'LOG_JSONPATH',
    flag: '--log-jsonpath',
    argument: '<file>',
    description: 'JSONPaths file (local or s3://) that says which key fills which column of staging_events',
    parse: parsePlace,
  }),
  logPattern: setting({
    group: 'Sources',
    variable: 'LOG_PATTERN',
    flag: '--log-pattern',
    argument: '<pattern>',
    description: 'where the logs of a day are below LOG_DATA: %Y %m %d %j %H, and * ? **/',
    fallback: '%Y/%m/%Y-%m-%d-events.json',
    parse: parsePattern,
  }),
  maxErrors: setting({
    group: 'Sources',
    variable: 'MAX_ERRORS',
    flag: '--max-errors',
    argument: '<n>',
    description: 'records per staging table that may be set aside in staging_rejects',
    fallback: '0',
    parse: (text) => parseInteger(text, 0, 100_000),
  }),
  s3Endpoint: setting({
    group: 'S3',
    variable: 'AWS_ENDPOINT_URL_S3',
    flag: '--s3-endpoint',
    argument: '<url>',
    description: 'S3-compatible server to use instead of AWS',
    parse: parseEndpoint,
  }),
  s3PathStyle: setting({
    group: 'S3',
    variable: 'S3_FORCE_PATH_STYLE',
    flag: '--s3-path-style',
    description: 'address buckets by path; without it, done wherever an endpoint is given',
    parse: parseSwitch,
  }),
  s3Unsigned: setting({
    group: 'S3',
    variable: 'S3_NO_SIGN_REQUEST',
    flag: '--s3-no-sign-request',
    description: 'read public buckets without credentials',
    fallback: 'false',
    parse: parseSwitch,
  }),
  s3Concurrency: setting({
    group: 'S3',
    variable: 'S3_CONCURRENCY',
    flag: '--s3-concurrency',
    argument: '<n>',
    description: 'requests to S3 under way at once',
    fallback: '64',
    parse: (text) => parseInteger(text, 1, 512),
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** A problem as one sentence: what is wrong, then what to write instead. */
function parsePlace(text: string): SourceLocation {
  try {
    return parseLocation(text);
  } catch (error) {
    throw error instanceof EtlError && error.hint !== undefined ? new Error(`${error.message}; ${error.hint}`) : error;
  }
}

function parsePattern(text: string): DayPattern {
  const pattern = compileDayPattern(text);
  if (typeof pattern === 'string') throw new Error(`"${text}": ${pattern}`);
  return pattern;
}

/** A whole number within bounds; throws an Error that says what was expected. */
export function parseInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`expected a whole number from ${least} to ${most}, found "${text}"`);
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 7 * 24 * 3_600_000;

/** Milliseconds of a time like `90s`. */
function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(?=0$|\d+\D)(\d{1,9})(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  if (number === '' || milliseconds > LONGEST_MS) {
    throw new Error(`expected a time of up to 7 days as 90s, 30m or 2h, found "${text}"`);
  }
  return milliseconds;
}

function parseName(text: string, what: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(text)) {
    throw new Error(`expected ${what} of lower-case letters, digits and -, found "${redact(text)}"`);
  }
  return text;
}

function parseSecretArn(text: string): string {
  if (!/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/.test(text)) {
    throw new Error(`expected arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, found "${redact(text)}"`);
  }
  return text;
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function parseRole(text: string): string {
  if (text === 'default' || text.split(/,(?=arn:)/).every((role) => ROLE_ARN.test(role))) return text;
  throw new Error(
    `expected default or arn:aws:iam::ACCOUNT:role/NAME (several with a comma and no space), found "${redact(text)}"`,
  );
}

function parseRegion(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(text))
    throw new Error(`expected a region like us-west-2, found "${redact(text)}"`);
  return text;
}

function parseWorkUri(text: string): SourceLocation {
  const location = parsePlace(text);
  if (location.kind !== 's3') throw new Error(`expected an s3:// URI that we may write, found "${redact(text)}"`);
  return location;
}

function parseSwitch(text: string): boolean {
  if (['true', '1', 'yes'].includes(text)) return true;
  if (['false', '0', 'no'].includes(text)) return false;
  throw new Error(`expected true or false, found "${text}"`);
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`expected an http:// or https:// URL, found "${redact(text)}"`);
  }
  return text;
}
