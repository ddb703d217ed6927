import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, type Flags, readConfig } from '../src/config.ts';
import { ConfigError } from '../src/core/errors.ts';
import { holdsSecret, redact } from '../src/redact.ts';
import { SETTINGS, type Setting, type SettingName } from '../src/settings/index.ts';

function problemsOf(flags: Flags, env: Record<string, string> = {}, others: readonly string[] = []): string[] {
  try {
    readConfig(flags, env, others);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.details.length === 0 ? [error.message] : [...error.details];
  }
  return [];
}

describe('readConfig', () => {
  it('has a default for everything that needs one', () => {
    expect(readConfig({}, {})).toMatchObject({
      warehouse: { dialect: 'duckdb', path: './sparkify.duckdb' },
      logData: { kind: 'folder', path: './sample/log_data' },
      songData: { kind: 'folder', path: './sample/song_data' },
      logJsonPath: undefined,
      logPattern: { text: '%Y/%m/%Y-%m-%d-events.json' },
      maxErrors: 0,
      s3: { endpoint: undefined, forcePathStyle: undefined, unsigned: false, concurrency: 64 },
    });
  });

  it('prefers flags to the environment, and that to the defaults; an empty variable is none', () => {
    const placeOf = (flags: Flags, env: Record<string, string>) => readConfig(flags, env).logData.text;
    expect(placeOf({ logData: './flag' }, { LOG_DATA: './env' })).toBe('./flag');
    expect(placeOf({}, { LOG_DATA: './env' })).toBe('./env');
    expect(placeOf({}, { LOG_DATA: '' })).toBe('./sample/log_data');
  });

  it('takes a switch from a flag without a value, and turned off', () => {
    expect(readConfig({ s3Unsigned: true }, {}).s3.unsigned).toBe(true);
    expect(readConfig({ s3Unsigned: false }, { S3_NO_SIGN_REQUEST: 'true' }).s3.unsigned).toBe(false);
  });

  it('names every problem at once, each with where it comes from, those of others first', () => {
    const env = {
      MAX_ERRORS: 'many',
      LOG_PATTERN: 'events.json',
      AWS_ENDPOINT_URL_S3: 'localhost:9000',
      S3_NO_SIGN_REQUEST: 'maybe',
    };
    const problems = problemsOf({ warehouse: 'mysql://db', s3Concurrency: '0' }, env, ['which days?']);
    expect(problems).toEqual([
      'which days?',
      '--warehouse: expected duckdb:FILE, postgres://user@host/database or redshift://user@host/database, found "mysql://db"',
      'LOG_PATTERN: "events.json": it must tell the day: %Y, %m and %d (or %Y and %j)',
      'MAX_ERRORS: expected a whole number from 0 to 100000, found "many"',
      'AWS_ENDPOINT_URL_S3: expected an http:// or https:// URL, found "localhost:9000"',
      'S3_NO_SIGN_REQUEST: expected true or false, found "maybe"',
      '--s3-concurrency: expected a whole number from 1 to 512, found "0"',
    ]);
    expect(() => readConfig({ warehouse: 'x' }, {})).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

const REDSHIFT = { WAREHOUSE_URL: 'redshift://etl@host/dev' };
const SECRET_ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:redshift!sparkify-etl-AbCdEf';
const ROLES = 'arn:aws:iam::123456789012:role/copy,arn:aws-cn:iam::210987654321:role/path/other';

function redshiftOf({ warehouse }: Config) {
  if (warehouse.dialect !== 'redshift') throw new Error(`the warehouse is ${warehouse.dialect}`);
  return warehouse;
}

const serverOf = (config: Config) => redshiftOf(config).server;

/** For each setting: values that it takes, with what becomes of them, and values that it refuses. */
const VALUES: Readonly<
  Record<
    SettingName,
    {
      readonly good: readonly [string, (c: Config) => unknown, unknown][];
      readonly bad: readonly string[];
      /** Other settings that it only means something with. */
      readonly env?: Readonly<Record<string, string>>;
    }
  >
> = {
  warehouse: {
    good: [
      ['duckdb:a.duckdb', (c) => c.warehouse, { dialect: 'duckdb', path: 'a.duckdb' }],
      ['duckdb:///var/a.duckdb', (c) => c.warehouse, { dialect: 'duckdb', path: '/var/a.duckdb' }],
      ['duckdb:/var/a.duckdb', (c) => c.warehouse, { dialect: 'duckdb', path: '/var/a.duckdb' }],
      ['duckdb::memory:', (c) => c.warehouse, { dialect: 'duckdb', path: ':memory:' }],
      ['postgres://etl@db.example.com/sparkify', (c) => c.warehouse.dialect, 'postgres'],
      ['postgresql://localhost', (c) => c.warehouse.dialect, 'postgres'],
      ['redshift://etl@host/dev', (c) => c.warehouse.dialect, 'redshift'],
    ],
    bad: ['duckdb:', 'duckdb://', 'a.duckdb', 'postgres:host', 'redshift:', 'sqlite:a'],
  },
  warehousePassword: {
    env: { WAREHOUSE_URL: 'postgres://etl@host/dev' },
    good: [
      ['hunter2', (c) => (c.warehouse.dialect === 'duckdb' ? '' : c.warehouse.server.password?.reveal()), 'hunter2'],
    ],
    bad: [],
  },
  statementTimeout: {
    env: REDSHIFT,
    good: [
      ['0', (c) => serverOf(c).statementTimeoutMs, 0],
      ['90s', (c) => serverOf(c).statementTimeoutMs, 90_000],
      ['2h', (c) => serverOf(c).statementTimeoutMs, 7_200_000],
    ],
    bad: ['5', '1d', '-1s', '1.5h', '8000h', 's', '00'],
  },
  retries: { good: [['0', (c) => c.retry.retries, 0]], bad: ['-1', '101', 'many'] },
  taskTimeout: {
    good: [
      ['30m', (c) => c.limits.taskMs, 1_800_000],
      ['0', (c) => c.limits.taskMs, 0],
    ],
    bad: ['5', 'soon'],
  },
  runTimeout: { good: [['2h', (c) => c.limits.runMs, 7_200_000]], bad: ['1d'] },
  logFile: {
    good: [['logs/etl.jsonl', (c) => c.outlets.logFile, 'logs/etl.jsonl']],
    bad: ['s3://bucket/log'],
  },
  notify: {
    good: [
      ['https://example.com/etl', (c) => c.outlets.notify?.hook.url.reveal(), 'https://example.com/etl'],
      ['http://localhost:8080', (c) => c.outlets.notify?.hook.shown, 'http://localhost:8080'],
    ],
    bad: ['example.com/etl', 'ftp://example.com', 'https://', 's3://bucket'],
  },
  notifyOn: {
    env: { NOTIFY_URL: 'https://example.com/etl' },
    good: [
      ['always', (c) => [...(c.outlets.notify?.on ?? [])], ['always']],
      ['recovery, failure', (c) => [...(c.outlets.notify?.on ?? [])], ['recovery', 'failure']],
    ],
    bad: ['never', 'failure,', 'failure recovery'],
  },
  checksDir: { good: [['./checks', (c) => c.checks.folder, './checks']], bad: ['s3://bucket/checks'] },
  leastMatchShare: {
    good: [
      ['5%', (c) => c.checks.leastMatchShare, 0.05],
      ['0.5 %', (c) => c.checks.leastMatchShare, 0.005],
    ],
    bad: ['5', '101%', '-1%', 'half'],
  },
  freshWithin: { good: [['2d', (c) => c.checks.freshWithinDays, 2]], bad: ['2', '48h', '-1d', 'd'] },
  keepFailures: { good: [['0d', (c) => c.checks.keepDays, 0]], bad: ['forever', '1y', '100000d'] },
  wait: { good: [['10m', (c) => c.waitMs, 600_000]], bad: ['10', 'long'] },
  retryDelay: {
    good: [
      ['5m', (c) => c.retry.delayMs, 300_000],
      ['250ms', (c) => c.retry.delayMs, 250],
    ],
    bad: ['5', '5 m', 'soon'],
  },
  redshiftCluster: {
    env: REDSHIFT,
    good: [['sparkify-1', (c) => redshiftOf(c).login, { kind: 'cluster', cluster: 'sparkify-1' }]],
    bad: ['Sparkify', 'a b', '1a', "a'b"],
  },
  redshiftWorkgroup: {
    env: REDSHIFT,
    good: [['analytics', (c) => redshiftOf(c).login, { kind: 'workgroup', workgroup: 'analytics' }]],
    bad: ['Analytics!'],
  },
  redshiftSecretArn: {
    env: REDSHIFT,
    good: [[SECRET_ARN, (c) => redshiftOf(c).login, { kind: 'secret', secretArn: SECRET_ARN }]],
    bad: ['my-secret', 'arn:aws:iam::123456789012:role/x'],
  },
  iamRole: {
    env: REDSHIFT,
    good: [
      ['default', (c) => redshiftOf(c).copyAccess, { kind: 'role', role: 'default' }],
      [ROLES, (c) => redshiftOf(c).copyAccess, { kind: 'role', role: ROLES }],
    ],
    // A comma, which IAM allows in a name, is where the next role begins for Redshift.
    bad: [
      'sparkify-copy',
      'arn:aws:iam::1:role/x',
      'arn:aws:iam::123456789012:role/a,b',
      `${ROLES}, ${ROLES}`,
      `${ROLES}'`,
    ],
  },
  copyWithKeys: {
    env: REDSHIFT,
    good: [
      ['true', (c) => redshiftOf(c).copyAccess, { kind: 'keys' }],
      ['false', (c) => redshiftOf(c).copyAccess, undefined],
    ],
    bad: ['maybe'],
  },
  copyRegion: {
    env: REDSHIFT,
    good: [
      ['us-west-2', (c) => redshiftOf(c).copyRegion, 'us-west-2'],
      ['us-gov-west-10', (c) => redshiftOf(c).copyRegion, 'us-gov-west-10'],
    ],
    bad: ['west', "x'"],
  },
  workUri: { good: [['s3://bucket/work', (c) => c.work?.text, 's3://bucket/work']], bad: ['./work', 's3://'] },
  logData: {
    good: [
      ['./logs', (c) => c.logData.kind, 'folder'],
      [
        's3://bucket/log_data/',
        (c) => c.logData,
        { kind: 's3', text: 's3://bucket/log_data/', bucket: 'bucket', prefix: 'log_data' },
      ],
    ],
    bad: [' ', 's3://', 's3://A', 'https://bucket.s3.amazonaws.com/x', 's3a://bucket/x', 'a\nb'],
  },
  songData: { good: [['s3://bucket', (c) => c.songData.kind, 's3']], bad: ['s3:///key', 'gs://bucket/x'] },
  logJsonPath: { good: [['./paths.json', (c) => c.logJsonPath?.kind, 'folder']], bad: ['s3://'] },
  logPattern: {
    good: [['%Y/%j/*.json', (c) => c.logPattern.text, '%Y/%j/*.json']],
    bad: ['%Y-%m.json', '/%Y-%m-%d', '%Y%m%d%q'],
  },
  maxErrors: {
    good: [
      ['0', (c) => c.maxErrors, 0],
      ['100000', (c) => c.maxErrors, 100_000],
    ],
    bad: ['-1', '100001', '1.5', '1e3', '0x10', ' 7', 'Infinity'],
  },
  s3Endpoint: {
    good: [['http://localhost:9000', (c) => c.s3.endpoint, 'http://localhost:9000']],
    bad: ['localhost', 'ftp://host', 'http://'],
  },
  s3PathStyle: {
    good: [
      ['yes', (c) => c.s3.forcePathStyle, true],
      ['0', (c) => c.s3.forcePathStyle, false],
    ],
    bad: ['TRUE!', 'on'],
  },
  s3Unsigned: {
    good: [
      ['1', (c) => c.s3.unsigned, true],
      ['no', (c) => c.s3.unsigned, false],
    ],
    bad: ['2'],
  },
  s3Concurrency: {
    good: [
      ['1', (c) => c.s3.concurrency, 1],
      ['512', (c) => c.s3.concurrency, 512],
    ],
    bad: ['0', '513', ''.padEnd(400, '9')],
  },
};

describe.each(Object.entries(VALUES))('%s', (key, { good, bad, env = {} }) => {
  const name = key as SettingName;
  const { variable, flag }: Setting<unknown> = SETTINGS[name];

  it.each(good)('takes %s', (text, of, expected) => {
    if (flag !== undefined) expect(of(readConfig({ [name]: text }, env))).toEqual(expected);
    expect(of(readConfig({}, { ...env, [variable]: text }))).toEqual(expected);
  });

  if (bad.length === 0) return;
  it.each(bad)('refuses %j in one line', (text) => {
    for (const [problems, origin] of [
      [problemsOf({ [name]: text }), flag],
      [problemsOf({}, { [variable]: text }), variable],
    ] as const) {
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${origin}: [^\\n]+$`));
    }
  });
});

describe('secrets', () => {
  const SECRET = 'hunter2';
  it.each([
    [{ warehouse: `postgres://user:${SECRET}@host/db` }],
    [{ logData: `https://user:${SECRET}@host/x` }],
    [{ s3Endpoint: `http://user:${SECRET}@host` }],
    [{ logData: `s3://bucket/x?aws_secret_access_key=${SECRET}` }],
    [{ warehouse: `user:${SECRET}@host/db` }],
    [{ warehouse: `host=db user=etl password=${SECRET}` }],
    [{ warehouse: `host=db PASSWORD = ${SECRET}` }],
    [{ logJsonPath: `paths.json;session-token=${SECRET}` }],
    [{ songData: `user:${SECRET}@host/songs` }],
  ])('in a flag are refused and not repeated: %j', (flags) => {
    const problems = problemsOf(flags);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('a secret in a flag is visible');
    expect(problems.join()).not.toContain(SECRET);
  });

  it.each([
    { WAREHOUSE_URL: `postgres://user:${SECRET}@host/db?sslmode=yes` },
    { WAREHOUSE_URL: `postgres://user:${SECRET}@ho st/db` },
    { WAREHOUSE_URL: `redshift://user:${SECRET}@host` },
    { WAREHOUSE_URL: `mysql://user:${SECRET}@host/db` },
    { LOG_DATA: `https://user:${SECRET}@host/x` },
    { SONG_DATA: `s3://user:${SECRET}@bucket/x` },
    { AWS_ENDPOINT_URL_S3: `ftp://user:${SECRET}@host/x` },
    { AWS_ENDPOINT_URL_S3: `localhost?secret=${SECRET}` },
    { AWS_ENDPOINT_URL_S3: `user:${SECRET}@host` },
    { WAREHOUSE_URL: `user:${SECRET}@host/db` },
    { WAREHOUSE_URL: `host=db user=etl password=${SECRET}` },
  ])('in the environment are not repeated: %j', (env) => {
    const problems = problemsOf({}, env);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain(SECRET);
  });

  it.each([
    'https://hooks.slack.com/services/T0/B0/x',
    'https://discord.com/api/webhooks/1/x',
    'https://example.com/hooks/etl',
    'https://example.com/a?b=c',
    'https://example.com/#a',
    'https://user@example.com',
    'https://example.com/6f1d0c3a9b8e7f5d',
    'https://api.telegram.org/bot1:x/sendMessage',
  ])('of a webhook are refused in the flag: %s', (notify) => {
    const problems = problemsOf({ notify });
    expect(problems).toEqual([
      expect.stringMatching(/^--notify: a secret in a flag .* set NOTIFY_URL in the environment/),
    ]);
    expect(problems.join()).not.toContain(notify);
    expect(problemsOf({}, { NOTIFY_URL: notify })).toEqual([]);
  });

  it('of a webhook are not repeated where it is none, and shown nowhere', () => {
    const env = { NOTIFY_URL: `hooks.slack.com/services/${SECRET}` };
    expect(problemsOf({}, env).join()).toMatch(/^NOTIFY_URL: expected an http/);
    expect(problemsOf({}, env).join()).not.toContain(SECRET);
    const odd = problemsOf({}, { NOTIFY_URL: `https://bot:50%-${SECRET}@example.com` }).join();
    expect(odd).toMatch(/^NOTIFY_URL: a % in its user or password is written %25/);
    expect(odd).not.toContain(SECRET);
    expect(problemsOf({}, { NOTIFY_URL: `https://bot:50%25-${SECRET}@example.com` })).toEqual([]);
    const config = readConfig({}, { NOTIFY_URL: `https://example.com/${SECRET}` });
    expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain(SECRET);
    expect(config.outlets.notify?.hook.shown).toBe('https://example.com');
    expect(problemsOf({ notify: 'https://example.com/etl-alerts' })).toEqual([]);
  });

  it.each(['duckdb:a:b', 's3://bucket/a@b', 'https://host/x?a=b', './a@b:c'])('are not seen in %s', (text) => {
    expect(holdsSecret(text)).toBe(false);
    expect(redact(text)).toBe(text);
  });

  it('are not seen where a sentence goes on after a URL', () => {
    const text = 'cannot read s3://bucket/log_data/: @aws-sdk says no';
    expect(redact(text)).toBe(text);
  });

  it.each([
    [
      'mysql://user:pw@host/db?password=x&a=b;token=y',
      'mysql://[redacted]@host/db?password=[redacted]&a=b;token=[redacted]',
    ],
    ['postgres://:pw@host', 'postgres://[redacted]@host'],
    ['postgres://user:p@ss@host', 'postgres://[redacted]@host'],
    ['COPY_WITH_KEYS=true (environment)', 'COPY_WITH_KEYS=true (environment)'],
    ['COPY_WITH_KEYS=trueAKIA', 'COPY_WITH_KEYS=[redacted]'],
    ['user:pw@host/db', '[redacted]@host/db'],
    ['host=db user=etl password=x port=1', 'host=db user=etl password=[redacted] port=1'],
  ])('%s is shown as %s', (text, shown) => expect(redact(text)).toBe(shown));
});

describe('a Redshift warehouse', () => {
  it('wants a host, a user and a database, unless AWS says them', () => {
    expect(problemsOf({ warehouse: 'redshift:///' })).toEqual([
      expect.stringContaining('WAREHOUSE_URL: a host and a user and a database is missing'),
    ]);
    const { server, login } = redshiftOf(readConfig({ warehouse: 'redshift:///', redshiftCluster: 'sparkify' }, {}));
    expect(server).toMatchObject({ host: undefined, user: undefined, database: undefined, sslMode: 'verify-full' });
    expect(login).toEqual({ kind: 'cluster', cluster: 'sparkify' });
  });

  it('is logged in to in one way only, and reads S3 in one way only', () => {
    const env = {
      ...REDSHIFT,
      REDSHIFT_CLUSTER: 'a',
      REDSHIFT_WORKGROUP: 'b',
      IAM_ROLE: 'default',
      COPY_WITH_KEYS: '1',
    };
    expect(problemsOf({}, env)).toEqual([
      'give one of REDSHIFT_CLUSTER, REDSHIFT_WORKGROUP and REDSHIFT_SECRET_ARN',
      'give IAM_ROLE or COPY_WITH_KEYS, not both',
    ]);
  });

  it('keeps its password to itself', () => {
    const config = readConfig({}, { WAREHOUSE_URL: 'redshift://etl:hunter2@host/dev' });
    expect(serverOf(config).password?.reveal()).toBe('hunter2');
    expect(JSON.stringify(config) + inspect(config, { depth: 9 }) + String(serverOf(config).password)).not.toContain(
      'hunter2',
    );
  });
});
