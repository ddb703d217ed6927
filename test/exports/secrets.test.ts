import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORTS, type ExportKind } from '../../src/exports/index.ts';
import type { Job } from '../../src/exports/job.ts';
import { jobFrom } from './jobs.ts';

const KINDS = Object.keys(EXPORTS) as ExportKind[];
const textOf = (kind: ExportKind, job: Job) =>
  EXPORTS[kind](job)
    .map(({ text }) => text)
    .join('\n');

const CREDENTIALS = [
  ...[
    'WAREHOUSE_PASSWORD',
    'PGPASSWORD',
    'NOTIFY_URL',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'GITHUB_TOKEN', 'NPM_TOKEN'],
];
const EVERYWHERE = {
  ...Object.fromEntries(CREDENTIALS.map((name) => [name, 'canary'])),
  NOTIFY_URL: 'https://hooks.slack.com/services/T1/B1/canary',
  WAREHOUSE_URL: 'postgres://etl:canary@db.example.com:5432/plays?schema=sparkify',
  AWS_ENDPOINT_URL_S3: 'https://key:canary@s3.example.com',
  LOG_DATA: 's3://my-bucket/logs?token=canary',
  SONG_DATA: 's3://my-bucket/songs',
};

describe.each(KINDS)('export %s', (kind) => {
  it('shows no secret of the shell nor of .env', () => {
    for (const job of [jobFrom(EVERYWHERE), jobFrom({}, EVERYWHERE)]) {
      const text = textOf(kind, job);
      expect(text).not.toContain('canary');
      expect(text).toContain('sparkify-etl');
    }
  });

  it('shows no password of a URL, whatever is in it', () => {
    const password = fc.string({ unit: fc.constantFrom(...'aZ0@:%$&=+;,!*()~-._\'"\\{}[]|^` é'), minLength: 1 });
    const user = fc.constantFrom('etl', 'e%40l', 'a.b');
    fc.assert(
      fc.property(fc.constantFrom('postgres', 'postgresql', 'redshift'), user, password, (scheme, name, middle) => {
        const secret = `canary${middle.replaceAll('%', '%25')}canary`;
        const url = (userinfo: string) => `${scheme}://${userinfo}@db.example.com:5439/plays`;
        const job = jobFrom({ WAREHOUSE_URL: url(`${name}:${secret}`) });
        expect(job.settings.find(({ variable }) => variable === 'WAREHOUSE_URL')?.value).toBe(url(name));
        expect(job.secrets).toContainEqual({ variable: 'WAREHOUSE_PASSWORD', origin: 'shell' });
        expect(textOf(kind, job)).not.toContain('canary');
      }),
      { numRuns: 300 },
    );
  });
});

it('every secret is named where its value has to go', () => {
  const names = [
    'WAREHOUSE_PASSWORD',
    'PGPASSWORD',
    'NOTIFY_URL',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'LOG_DATA',
  ];
  for (const kind of KINDS) for (const name of names) expect(textOf(kind, jobFrom(EVERYWHERE)), kind).toContain(name);
});

it('paths of this machine are absolute in what stays on it', () => {
  const job = jobFrom({
    ...{ LOG_DATA: './logs', SONG_DATA: 'file:///data/songs', LOG_JSONPATH: 'paths.json', CHECKS_DIR: '../checks' },
    WAREHOUSE_URL: 'postgres://etl@db.example.com/plays?sslmode=verify-full&sslrootcert=my%20certs/ca.pem&schema=s',
    ...{ AWS_CONFIG_FILE: 'aws', WORK_URI: 's3://my-bucket/etl-work' },
  });
  expect(Object.fromEntries(job.settings.map(({ variable, absolute }) => [variable, absolute]))).toEqual({
    WAREHOUSE_URL:
      'postgres://etl@db.example.com/plays?sslmode=verify-full&sslrootcert=/srv/sparkify/my%20certs/ca.pem&schema=s',
    WORK_URI: 's3://my-bucket/etl-work',
    LOG_DATA: '/srv/sparkify/logs',
    SONG_DATA: 'file:///data/songs',
    LOG_JSONPATH: '/srv/sparkify/paths.json',
    CHECKS_DIR: '/srv/checks',
    AWS_CONFIG_FILE: '/srv/sparkify/aws',
  });
  expect(jobFrom({ WAREHOUSE_URL: 'duckdb://plays.duckdb' }).settings[0]?.absolute).toBe(
    'duckdb:/srv/sparkify/plays.duckdb',
  );
});
