import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsAnswer, startAwsApi } from '../support/aws-api.ts';
import type { Place } from '../support/server-place.ts';
import { type RedshiftPlaces, redshiftPlaces } from '../support/server-places.ts';
import { selfSigned } from '../support/x509.ts';
import { expectFailure } from './server-suite.ts';

const CERTIFICATE = selfSigned('localhost', '127.0.0.1');

const RUN = ['run-all', '--date', '2018-11-01'];
const SAMPLE = { days: 1, eventsPerDay: 50, songs: 10 };
/** What AWS makes; each is valid for one login name. */
const MADE = ['made-Password-1', 'made-Password-2'];
const SESSION_TOKEN = 'test-session-token';
const [ETL = '', LOADER = ''] = MADE;

const api = await startAwsApi();
afterAll(() => api.stop());

const tls = await redshiftPlaces(SAMPLE, {
  secrets: [...MADE, SESSION_TOKEN],
  tls: { ...CERTIFICATE, required: true },
  users: [
    { name: 'etl', password: 'Etl-Password-1', logins: { 'IAM:etl': ETL } },
    { name: 'IAMR:loader', password: LOADER },
  ],
});
const { redshift } = tls;
const place: Place = await tls.open();
const certificate = join(place.folder, 'authority.pem');
writeFileSync(certificate, CERTIFICATE.cert);

const TRUST = `sslrootcert=${certificate}`;
/** A URL of the place, as it is written for a login. */
const urlFor = (login: string, query = TRUST) =>
  `redshift://${login}localhost:${tls.port}/${redshift.database}?schema=${place.schema}&${query}`;

/** The environment of a login by AWS: nothing of a password. */
const byAws = (changes: Readonly<Record<string, string>>) => {
  const { AWS_ENDPOINT_URL = '' } = api.environment;
  return {
    WAREHOUSE_PASSWORD: undefined,
    AWS_ENDPOINT_URL,
    AWS_SESSION_TOKEN: SESSION_TOKEN,
    ...changes,
  };
};

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const actions = () => api.calls.map(({ action }) => action);
/** Who sent statements since the test began. */
let logStart = 0;
const users = () => [...new Set(redshift.statements.slice(logStart).map(({ user }) => user))];

beforeEach(() => {
  (api.calls as unknown[]).length = 0;
  logStart = redshift.statements.length;
});
afterEach(() => redshift.faults.clear());

describe('a login with user and password', () => {
  it('works with TLS that is verified', async () => {
    const env = { WAREHOUSE_URL: urlFor('etl@'), WAREHOUSE_PASSWORD: 'Etl-Password-1' };
    const result = await place.run(RUN, env);
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout + result.stderr).not.toContain('Etl-Password-1');
    expect(users()).toEqual(['etl']);
    expect(api.calls).toEqual([]);
  });

  it('refuses a certificate that it cannot verify, and TLS that is missing', async () => {
    const env = { WAREHOUSE_PASSWORD: 'Etl-Password-1' };
    const unverified = await place.run(RUN, { ...env, WAREHOUSE_URL: urlFor('etl@', 'sslmode=verify-full') });
    expectFailure(unverified, 2, /certificate is not signed by an authority/, /sslrootcert=FILE/);
    const plain = await place.run(RUN, { ...env, WAREHOUSE_URL: urlFor('etl@', 'sslmode=disable') });
    expectFailure(plain, 2, /SSL off/, /sslmode=verify-full/);
    expect(users()).toEqual([]);
  });

  it('without any password says all that could be set', async () => {
    const result = await place.run(RUN, { WAREHOUSE_URL: urlFor('etl@'), WAREHOUSE_PASSWORD: undefined });
    expectFailure(
      result,
      2,
      /no password for etl/,
      /WAREHOUSE_PASSWORD.*REDSHIFT_CLUSTER.*REDSHIFT_WORKGROUP.*REDSHIFT_SECRET_ARN/,
    );
  });
});

const SECRET_ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:sparkify-etl-AbCdEf';
const ofCluster = (DbUser: string, DbPassword: string, minutes = 15): AwsAnswer => ({
  result: { DbUser, DbPassword, Expiration: inMinutes(minutes) },
});

describe('a login by AWS is that of the user whom AWS names', () => {
  it('REDSHIFT_CLUSTER with a user: one password for all connections of a run', async () => {
    api.answer(() => ofCluster('IAM:etl', ETL));
    const result = await place.run(RUN, byAws({ WAREHOUSE_URL: urlFor('etl@'), REDSHIFT_CLUSTER: 'sparkify' }));
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(actions()).toEqual(['GetClusterCredentials']);
    expect(api.calls[0]?.input).toMatchObject({
      DbUser: 'etl',
      DbName: 'dev',
      ClusterIdentifier: 'sparkify',
      AutoCreate: 'false',
    });
    expect(users()).toEqual(['etl']);
  });

  it('REDSHIFT_CLUSTER without a user, host and database: they are looked up', async () => {
    api.answer(({ action }) =>
      action === 'DescribeClusters'
        ? {
            result: {
              Clusters: [
                { ClusterStatus: 'available', DBName: 'dev', Endpoint: { Address: 'localhost', Port: tls.port } },
              ],
            },
          }
        : ofCluster('IAMR:loader', LOADER),
    );
    const WAREHOUSE_URL = `redshift:///?schema=${place.schema}&${TRUST}`;
    const result = await place.run(['check'], byAws({ WAREHOUSE_URL, REDSHIFT_CLUSTER: 'sparkify' }));
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(actions()).toEqual(['DescribeClusters', 'GetClusterCredentialsWithIAM']);
    expect(users()).toEqual(['IAMR:loader']);
  });

  it('REDSHIFT_WORKGROUP', async () => {
    api.answer(() => ({ result: { dbUser: 'IAMR:loader', dbPassword: LOADER, expiration: inMinutes(15) } }));
    const result = await place.run(RUN, byAws({ WAREHOUSE_URL: urlFor(''), REDSHIFT_WORKGROUP: 'sparkify' }));
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(actions()).toEqual(['GetCredentials']);
    expect(users()).toEqual(['IAMR:loader']);
  });

  it('REDSHIFT_SECRET_ARN, whose secret names host and port', async () => {
    const SecretString = JSON.stringify({
      username: 'etl',
      password: 'Etl-Password-1',
      host: 'localhost',
      port: tls.port,
    });
    api.answer(() => ({ result: { SecretString } }));
    const WAREHOUSE_URL = `redshift:///dev?schema=${place.schema}&${TRUST}`;
    const result = await place.run(RUN, byAws({ WAREHOUSE_URL, REDSHIFT_SECRET_ARN: SECRET_ARN }));
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout + result.stderr).not.toContain('Etl-Password-1');
    expect(new Set(actions())).toEqual(new Set(['GetSecretValue']));
    expect(users()).toEqual(['etl']);
  });

  it('credentials that have run out are made anew for the next connection', async () => {
    api.answer(() => ofCluster('IAM:etl', ETL, -1));
    const result = await place.run(RUN, byAws({ WAREHOUSE_URL: urlFor('etl@'), REDSHIFT_CLUSTER: 'sparkify' }));
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(actions().length).toBeGreaterThan(1);
    expect(new Set(actions())).toEqual(new Set(['GetClusterCredentials']));
  });

  it('a connection lost in the middle, after which the password has run out: the retry gets a new one', async () => {
    api.answer(() => ofCluster('IAM:etl', ETL, -1));
    redshift.faults.loseConnection(/^insert into songplays/i, 'before');
    const env = byAws({ WAREHOUSE_URL: urlFor('etl@'), REDSHIFT_CLUSTER: 'sparkify' });
    const result = await place.run([...RUN, '--plain'], env);
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stderr).toMatch(/ retry .*attempt 2 of 4/);
  });
});

describe('a login by AWS that fails', () => {
  const cluster = (changes: Readonly<Record<string, string>> = {}) =>
    byAws({ WAREHOUSE_URL: urlFor('etl@'), REDSHIFT_CLUSTER: 'sparkify', ...changes });
  const cases: readonly (readonly [string, number, RegExp, RegExp, AwsAnswer])[] = [
    [
      'no permission',
      5,
      /no permission for redshift:GetClusterCredentials/,
      /dbuser:sparkify\/etl/,
      { error: 'AccessDenied', status: 403 },
    ],
    [
      'no such cluster',
      2,
      /the cluster sparkify does not exist in the region us-west-2/,
      /REDSHIFT_CLUSTER/,
      { error: 'ClusterNotFound', status: 404 },
    ],
    [
      'a session that is over',
      2,
      /AWS session is over|session/,
      /aws sso login|sign in|credentials/i,
      { error: 'ExpiredToken', status: 403 },
    ],
    [
      'a password that the database does not take',
      2,
      /password authentication failed for user "IAM:etl"/,
      /user/,
      ofCluster('IAM:etl', LOADER),
    ],
  ];
  it.each(cases)('%s: exit code %i', async (_, code, message, hint, answer) => {
    api.answer(() => answer);
    expectFailure(await place.run(RUN, cluster()), code, message, hint);
    expect(users()).toEqual([]);
  });

  it('without TLS, which it needs', async () => {
    const result = await place.run(RUN, cluster({ WAREHOUSE_URL: urlFor('etl@', 'sslmode=prefer') }));
    expectFailure(result, 2, /a login by IAM needs TLS/, /remove sslmode/);
    expect(api.calls).toEqual([]);
  });

  it('without a region', async () => {
    const result = await place.run(RUN, { ...cluster(), AWS_REGION: undefined, COPY_REGION: 'us-west-2' });
    expectFailure(result, result.code ?? 0, /no AWS region is configured/, /AWS_REGION/);
    expect([2, 4]).toContain(result.code);
  });

  it('two kinds of login at once are refused', async () => {
    const result = await place.run(RUN, cluster({ REDSHIFT_WORKGROUP: 'sparkify' }));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/REDSHIFT_CLUSTER.*REDSHIFT_WORKGROUP/s);
  });

  it('a secret that is no JSON is not repeated', async () => {
    api.answer(() => ({ result: { SecretString: `made-Password-1 and more` } }));
    const env = byAws({ WAREHOUSE_URL: urlFor(''), REDSHIFT_SECRET_ARN: SECRET_ARN });
    expectFailure(await place.run(RUN, env), 2, /the secret sparkify-etl-AbCdEf is not a JSON object/, /username/);
  });
});

describe('a server that asks for a SHA-256 login', async () => {
  const sha: RedshiftPlaces = await redshiftPlaces(SAMPLE, { login: 'sha256' });

  it.each([[RUN], [['check']]])('%j says what to do instead: exit code 2, and no stack', async (command) => {
    const result = await (await sha.open()).run(command);
    expectFailure(result, 2, /SHA-256|login|authentication/i, /md5|IAM/);
  });
});
