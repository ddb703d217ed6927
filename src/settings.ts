import { Secret } from './core/secret.ts';
import { hookHoldsSecret, parseNotifyOn, parseNotifyUrl } from './parse-notify.ts';
import {
  parseDays,
  parseDuration,
  parseEndpoint,
  parseFile,
  parseFolder,
  parseInteger,
  parseName,
  parsePattern,
  parsePlace,
  parseRegion,
  parseRole,
  parseSecretArn,
  parseShare,
  parseSwitch,
  parseWorkUri,
} from './parse-setting.ts';
import { parseWarehouseUrl } from './warehouses/parse-url.ts';

/** A setting: its environment variable, its flag, and how its text is checked. `parse` throws an Error with the problem. */
export interface Setting<T> {
  readonly variable: string;
  /** What --help shows it under. */
  readonly group: 'Warehouse' | 'Redshift' | 'Sources' | 'S3' | 'Checks' | 'Operation';
  /** None for a secret: flags are visible to everybody on the machine. */
  readonly flag?: string;
  /** What stands for the value in --help; none for a switch. */
  readonly argument?: string;
  readonly description: string;
  readonly fallback?: string;
  /** True for a text that must not stand in a flag, beyond what looks like a secret anywhere. */
  holdsSecret?(text: string): boolean;
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
  wait: setting({
    group: 'Warehouse',
    variable: 'WAIT',
    flag: '--wait',
    argument: '<time>',
    description: 'how long to wait while another run has the warehouse: 10m',
    fallback: '0',
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
  checksDir: setting({
    group: 'Checks',
    variable: 'CHECKS_DIR',
    flag: '--checks',
    argument: '<folder>',
    description: 'folder with checks of your own: .sql files, and .yaml or .json lists of queries with expected values',
    parse: parseFolder,
  }),
  leastMatchShare: setting({
    group: 'Checks',
    variable: 'LEAST_MATCH_SHARE',
    flag: '--least-match-share',
    argument: '<share>',
    description: 'fail if a smaller share of the plays of the days found their song: 5%',
    parse: parseShare,
  }),
  freshWithin: setting({
    group: 'Checks',
    variable: 'FRESH_WITHIN',
    flag: '--fresh-within',
    argument: '<days>',
    description: 'let check fail if the latest published day is older: 2d',
    parse: parseDays,
  }),
  keepFailures: setting({
    group: 'Checks',
    variable: 'KEEP_FAILURES',
    flag: '--keep-failures',
    argument: '<days>',
    description: 'how long the rows that checks found are kept in etl_check_failures',
    fallback: '90d',
    parse: parseDays,
  }),
  taskTimeout: setting({
    group: 'Operation',
    variable: 'TASK_TIMEOUT',
    flag: '--task-timeout',
    argument: '<time>',
    description: 'stop if an attempt of a task takes longer: 30m; 0 for any time',
    fallback: '0',
    parse: parseDuration,
  }),
  runTimeout: setting({
    group: 'Operation',
    variable: 'RUN_TIMEOUT',
    flag: '--run-timeout',
    argument: '<time>',
    description: 'stop if the whole run takes longer: 2h; 0 for any time',
    fallback: '0',
    parse: parseDuration,
  }),
  logFile: setting({
    group: 'Operation',
    variable: 'LOG_FILE',
    flag: '--log-file',
    argument: '<file>',
    description: 'append every event of the run to a file, as lines of JSON',
    parse: parseFile,
  }),
  notify: setting({
    group: 'Operation',
    variable: 'NOTIFY_URL',
    flag: '--notify',
    argument: '<url>',
    description: 'post how the run ended to a webhook; one that holds a token only as a variable',
    parse: parseNotifyUrl,
    holdsSecret: hookHoldsSecret,
  }),
  notifyOn: setting({
    group: 'Operation',
    variable: 'NOTIFY_ON',
    flag: '--notify-on',
    argument: '<when>',
    description: 'when to post: failure, recovery (the first success after a failure), always; commas between several',
    fallback: 'failure,recovery',
    parse: parseNotifyOn,
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
