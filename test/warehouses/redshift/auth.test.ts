import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { openLogin } from '../../../src/warehouses/redshift/auth/index.ts';
import type { SslMode } from '../../../src/warehouses/target.ts';
import { type AwsApi, startAwsApi } from '../../support/aws-api.ts';
import { failureOf, targetOf } from './auth-fixtures.ts';

let api: AwsApi;
let clock: Date;

beforeAll(async () => {
  api = await startAwsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  clock = new Date('2018-11-15T04:15:00Z');
  for (const [name, value] of Object.entries(api.environment)) vi.stubEnv(name, value);
  (api.calls as unknown[]).length = 0;
});
afterEach(() => vi.unstubAllEnvs());

const aws = { environment: process.env, now: () => clock };
const minutesFromNow = (minutes: number) => new Date(clock.getTime() + minutes * 60_000);
const asked = () => api.calls.map(({ action, input: { Version: _, ...input } }) => [action, input]);

const HOST = 'sparkify.abc123.us-west-2.redshift.amazonaws.com';
const CLUSTER = { kind: 'cluster', cluster: 'sparkify' } as const;
const WORKGROUP = { kind: 'workgroup', workgroup: 'sparkify-wg' } as const;

describe('a login by password', () => {
  const address = { host: HOST, user: 'etl', password: new Secret('pass-word') };

  it('uses what was given, and defaults', async () => {
    const login = openLogin(targetOf({ kind: 'password' }, address), aws);
    expect(await login()).toEqual({
      host: HOST,
      port: 5439,
      database: 'dev',
      user: 'etl',
      password: 'pass-word',
    });
    const other = openLogin(targetOf({ kind: 'password' }, { ...address, port: 5440, database: 'music' }), aws);
    expect(await other()).toMatchObject({ port: 5440, database: 'music' });
    expect(api.calls).toEqual([]);
  });

  it.each([
    ['password', /^no password for etl at sparkify\.abc123/, /WAREHOUSE_PASSWORD.*REDSHIFT_CLUSTER/],
    ['user', /^WAREHOUSE_URL names no user/, /redshift:\/\/user@host/],
    ['host', /^WAREHOUSE_URL names no host/, /redshift:\/\/user@host/],
  ] as const)('without a %s says how to give one', async (missing, message, hint) => {
    const target = targetOf({ kind: 'password' }, { ...address, [missing]: undefined });
    const error = await failureOf((async () => openLogin(target, aws))(), ['pass-word']);
    expect(error).toMatchObject({ kind: 'usage', message, hint });
  });
});

describe('a login to a provisioned cluster', () => {
  const cluster = {
    ClusterIdentifier: 'sparkify',
    ClusterStatus: 'available',
    DBName: 'music',
    Endpoint: { Address: HOST, Port: 5555 },
  };

  /** Answers all three actions; the n-th password is `made-n`. */
  function serve(described: Readonly<Record<string, unknown>> = cluster): void {
    let made = 0;
    api.answer(({ action, input }) => {
      if (action === 'DescribeClusters') return { result: { Clusters: [described] } };
      made += 1;
      const DbUser = input.DbUser === undefined ? 'IAMR:LoaderRole' : `IAM:${input.DbUser}`;
      return { result: { DbUser, DbPassword: `made-${made}`, Expiration: minutesFromNow(15) } };
    });
  }

  it('looks up host, port and database, and takes the user as AWS names it', async () => {
    serve();
    const login = openLogin(targetOf(CLUSTER, { user: 'etl' }), aws);
    expect(await login()).toEqual({
      host: HOST,
      port: 5555,
      database: 'music',
      user: 'IAM:etl',
      password: 'made-1',
    });
    expect(asked()).toEqual([
      ['DescribeClusters', { ClusterIdentifier: 'sparkify' }],
      [
        'GetClusterCredentials',
        {
          ClusterIdentifier: 'sparkify',
          DbUser: 'etl',
          DbName: 'music',
          AutoCreate: 'false',
          DurationSeconds: '900',
        },
      ],
    ]);
  });

  it('looks up nothing that was given, and without a user asks for that of the caller', async () => {
    serve();
    const login = openLogin(targetOf(CLUSTER, { host: HOST, database: 'other' }), aws);
    expect(await login()).toMatchObject({
      host: HOST,
      port: 5439,
      database: 'other',
      user: 'IAMR:LoaderRole',
    });
    expect(asked()).toEqual([
      ['GetClusterCredentialsWithIAM', { ClusterIdentifier: 'sparkify', DbName: 'other', DurationSeconds: '900' }],
    ]);
  });

  it('what was given comes before what was looked up: a tunnel keeps its host and port', async () => {
    serve();
    const login = openLogin(targetOf(CLUSTER, { host: 'tunnel.example', port: 15439 }), aws);
    expect(await login()).toMatchObject({ host: 'tunnel.example', port: 15439, database: 'music' });
    const portless = openLogin(targetOf(CLUSTER, { host: 'tunnel.example' }), aws);
    expect(await portless()).toMatchObject({ host: 'tunnel.example', port: 5439 });
  });

  it('asks the region in the host name, whatever region the buckets are in', async () => {
    serve();
    const host = 'sparkify.abc123.eu-central-1.redshift.amazonaws.com';
    await openLogin(targetOf(CLUSTER, { host }), aws)();
    await openLogin(targetOf(CLUSTER, {}), aws)();
    const regions = api.calls.map(
      ({ headers }) => /\d{8}\/([\w-]+)\/redshift\//.exec(headers.authorization ?? '')?.[1],
    );
    expect(regions).toEqual(['eu-central-1', 'eu-central-1', 'us-west-2', 'us-west-2']);
  });

  it('keeps the credentials for connections to come, and renews them a minute before they end', async () => {
    serve();
    const login = openLogin(targetOf(CLUSTER, { host: HOST, database: 'dev', user: 'etl' }), aws);
    const passwords: unknown[] = [];
    for (const minute of [0, 13.9, 14.1, 27, 29]) {
      clock = new Date(Date.parse('2018-11-15T04:15:00Z') + minute * 60_000);
      passwords.push((await login()).password);
    }
    expect(passwords).toEqual(['made-1', 'made-1', 'made-2', 'made-2', 'made-3']);
  });

  it('renews them when their time is over by this clock, though it be behind that of AWS', async () => {
    let made = 0;
    api.answer(() => {
      made += 1;
      return { result: { DbUser: 'IAM:etl', DbPassword: `made-${made}`, Expiration: minutesFromNow(500) } };
    });
    const login = openLogin(targetOf(CLUSTER, { host: HOST, database: 'dev', user: 'etl' }), aws);
    await login();
    clock = minutesFromNow(14.5);
    expect((await login()).password).toBe('made-2');
  });

  it('makes one request for logins at the same time', async () => {
    serve();
    const login = openLogin(targetOf(CLUSTER, { user: 'etl' }), aws);
    const connections = await Promise.all(Array.from({ length: 5 }, login));
    expect(new Set(connections.map(({ password }) => password))).toEqual(new Set(['made-1']));
    expect(asked().map(([action]) => action)).toEqual(['DescribeClusters', 'GetClusterCredentials']);
  });

  it('asks again after a failure', async () => {
    let failures = 2;
    api.answer(({ action }) => {
      if (failures-- > 0) return { error: 'AccessDenied', status: 403 };
      if (action === 'DescribeClusters') return { result: { Clusters: [cluster] } };
      return { result: { DbUser: 'IAM:etl', DbPassword: 'made', Expiration: minutesFromNow(15) } };
    });
    const login = openLogin(targetOf(CLUSTER, { user: 'etl' }), aws);
    await failureOf(login());
    await failureOf(login());
    expect((await login()).password).toBe('made');
  });

  it('has the cluster resumed, or waits for its address', async () => {
    serve({ ...cluster, ClusterStatus: 'paused' });
    const login = openLogin(targetOf(CLUSTER, { user: 'etl' }), aws);
    expect(await failureOf(login())).toMatchObject({
      kind: 'warehouse',
      message: 'the cluster sparkify is paused',
      hint: /aws redshift resume-cluster --cluster-identifier sparkify/,
      isTransient: false,
    });
    serve({ ClusterIdentifier: 'sparkify', ClusterStatus: 'creating' });
    expect(await failureOf(login())).toMatchObject({ message: /no address yet \(creating\)/, isTransient: true });
  });
});

describe('a login to a Serverless workgroup', () => {
  const address = '123456789012.us-west-2.redshift-serverless.amazonaws.com';

  function serve(nextRefreshMinutes?: number): void {
    let made = 0;
    api.answer(({ action }) => {
      if (action === 'GetWorkgroup') {
        return { result: { workgroup: { workgroupName: 'sparkify-wg', endpoint: { address, port: 5440 } } } };
      }
      made += 1;
      const nextRefreshTime = nextRefreshMinutes === undefined ? undefined : minutesFromNow(nextRefreshMinutes);
      return {
        result: { dbUser: 'IAM:jo', dbPassword: `made-${made}`, expiration: minutesFromNow(15), nextRefreshTime },
      };
    });
  }

  it('looks up host and port; the database is dev unless it was given', async () => {
    serve();
    expect(await openLogin(targetOf(WORKGROUP), aws)()).toEqual({
      host: address,
      port: 5440,
      database: 'dev',
      user: 'IAM:jo',
      password: 'made-1',
    });
    expect(asked()).toEqual([
      ['GetWorkgroup', { workgroupName: 'sparkify-wg' }],
      ['GetCredentials', { workgroupName: 'sparkify-wg', dbName: 'dev', durationSeconds: 900 }],
    ]);
  });

  it('looks up nothing when the host was given', async () => {
    serve();
    const host = `sparkify-wg.${address.replace('us-west-2', 'eu-west-1')}`;
    const connection = await openLogin(targetOf(WORKGROUP, { host }), aws)();
    expect(connection).toMatchObject({ host, port: 5439, database: 'dev' });
    expect(asked().map(([action]) => action)).toEqual(['GetCredentials']);
    expect(api.calls[0]?.headers.authorization).toContain('/eu-west-1/redshift-serverless/');
  });

  it('renews the credentials as soon as AWS makes others', async () => {
    serve(5);
    const login = openLogin(targetOf(WORKGROUP), aws);
    const first = await login();
    clock = minutesFromNow(4.9);
    expect((await login()).password).toBe(first.password);
    clock = minutesFromNow(0.2);
    expect((await login()).password).toBe('made-2');
  });

  it('does not pretend to log in as somebody else', async () => {
    const target = targetOf(WORKGROUP, { user: 'admin' });
    expect(await failureOf((async () => openLogin(target, aws))())).toMatchObject({
      kind: 'usage',
      message: /names the user admin, but REDSHIFT_WORKGROUP/,
    });
  });
});

describe('a login by IAM needs TLS', () => {
  const inModes = async (sslMode: SslMode, host?: string) => {
    const target = targetOf(WORKGROUP, { sslMode, host });
    return openLogin(target, aws)();
  };
  beforeEach(() => {
    api.answer(({ action }) =>
      action === 'GetWorkgroup'
        ? { result: { workgroup: { endpoint: { address: 'wg.example', port: 5439 } } } }
        : { result: { dbUser: 'IAM:jo', dbPassword: 'made', expiration: minutesFromNow(15) } },
    );
  });

  it.each<[SslMode, string | undefined]>([
    ['disable', 'wg.example'],
    ['prefer', 'wg.example'],
    ['prefer', 'localhost'],
    ['disable', undefined],
    ['disable', '127.example.com'],
  ])('sslmode=%s to %s is refused, before a password is made', async (sslMode, host) => {
    expect(await failureOf(inModes(sslMode, host), ['made'])).toMatchObject({
      kind: 'usage',
      message: `sslmode=${sslMode} in WAREHOUSE_URL: a login by IAM needs TLS`,
    });
    expect(asked().map(([action]) => action)).not.toContain('GetCredentials');
  });

  it.each(['localhost', '127.0.0.1', '127.8.9.10', '::1'])('but for a tunnel at %s', async (host) => {
    expect((await inModes('disable', host)).password).toBe('made');
  });

  it.each<SslMode>(['require', 'verify-ca', 'verify-full'])('and has it with sslmode=%s', async (mode) => {
    expect((await inModes(mode, 'wg.example')).password).toBe('made');
  });
});
