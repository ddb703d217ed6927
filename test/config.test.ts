import { describe, expect, it } from 'vitest';
import { type Config, type Flags, readConfig } from '../src/config.ts';
import { ConfigError } from '../src/core/errors.ts';
import { holdsSecret, redact } from '../src/redact.ts';
import { SETTINGS, type SettingName } from '../src/settings.ts';

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
      '--warehouse: expected duckdb:FILE, found "mysql://db"',
      'LOG_PATTERN: "events.json": it must tell the day: %Y, %m and %d (or %Y and %j)',
      'MAX_ERRORS: expected a whole number from 0 to 100000, found "many"',
      'AWS_ENDPOINT_URL_S3: expected an http:// or https:// URL, found "localhost:9000"',
      'S3_NO_SIGN_REQUEST: expected true or false, found "maybe"',
      '--s3-concurrency: expected a whole number from 1 to 512, found "0"',
    ]);
    expect(() => readConfig({ warehouse: 'x' }, {})).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

/** For each setting: values that it takes, with what becomes of them, and values that it refuses. */
const VALUES: Readonly<
  Record<
    SettingName,
    { readonly good: readonly [string, (c: Config) => unknown, unknown][]; readonly bad: readonly string[] }
  >
> = {
  warehouse: {
    good: [
      ['duckdb:a.duckdb', (c) => c.warehouse.path, 'a.duckdb'],
      ['duckdb:///var/a.duckdb', (c) => c.warehouse.path, '/var/a.duckdb'],
      ['duckdb:/var/a.duckdb', (c) => c.warehouse.path, '/var/a.duckdb'],
      ['duckdb::memory:', (c) => c.warehouse.path, ':memory:'],
    ],
    bad: ['duckdb:', 'duckdb://', 'a.duckdb', 'postgres://host/db', 'redshift://host/db', 'sqlite:a'],
  },
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

describe.each(Object.entries(VALUES))('%s', (key, { good, bad }) => {
  const name = key as SettingName;
  const { variable, flag } = SETTINGS[name];

  it.each(good)('takes %s', (text, of, expected) => {
    expect(of(readConfig({ [name]: text }, {}))).toEqual(expected);
    expect(of(readConfig({}, { [variable]: text }))).toEqual(expected);
  });

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
    { WAREHOUSE_URL: `postgres://user:${SECRET}@host/db` },
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

  it.each(['duckdb:a:b', 's3://bucket/a@b', 'https://host/x?a=b', './a@b:c'])('are not seen in %s', (text) => {
    expect(holdsSecret(text)).toBe(false);
    expect(redact(text)).toBe(text);
  });

  it.each([
    [
      'mysql://user:pw@host/db?password=x&a=b;token=y',
      'mysql://[redacted]@host/db?password=[redacted]&a=b;token=[redacted]',
    ],
    ['postgres://:pw@host', 'postgres://[redacted]@host'],
    ['postgres://user:p@ss@host', 'postgres://[redacted]@host'],
    ['user:pw@host/db', '[redacted]@host/db'],
    ['host=db user=etl password=x port=1', 'host=db user=etl password=[redacted] port=1'],
  ])('%s is shown as %s', (text, shown) => expect(redact(text)).toBe(shown));
});
