import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLogin } from '../../../src/warehouses/redshift/auth/index.ts';
import type { ServerAddress } from '../../../src/warehouses/target.ts';
import { type AwsApi, startAwsApi } from '../../support/aws-api.ts';
import { failureOf, targetOf } from './auth-fixtures.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:sparkify/etl-AbCdEf';
const SUBJECT = 'the secret sparkify/etl-AbCdEf';
const HOST = 'sparkify.abc123.us-west-2.redshift.amazonaws.com';
const PASSWORD = 'hunter2-hunter2';
const WHOLE = { username: 'etl', password: PASSWORD, engine: 'redshift', host: HOST, port: 5440, dbname: 'music' };

let api: AwsApi;

beforeAll(async () => {
  api = await startAwsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  for (const [name, value] of Object.entries(api.environment)) vi.stubEnv(name, value);
  (api.calls as unknown[]).length = 0;
});
afterEach(() => vi.unstubAllEnvs());

function serve(secret: unknown, binary = false): void {
  const text = typeof secret === 'string' ? secret : JSON.stringify(secret);
  api.answer(({ action }) => {
    if (action === 'DescribeClusters') {
      const Endpoint = { Address: 'found.example', Port: 5555 };
      return { result: { Clusters: [{ ClusterStatus: 'available', DBName: 'found', Endpoint }] } };
    }
    return { result: binary ? { SecretBinary: Buffer.from(text).toString('base64') } : { SecretString: text } };
  });
}

const loginWith = (address: Partial<ServerAddress> = {}) =>
  openLogin(targetOf({ kind: 'secret', secretArn: ARN }, address), { environment: process.env });

describe('a login by a secret', () => {
  it('has everything from the secret, read in the region of its ARN', async () => {
    serve(WHOLE);
    expect(await loginWith()()).toEqual({
      host: HOST,
      port: 5440,
      database: 'music',
      user: 'etl',
      password: PASSWORD,
    });
    expect(api.calls.map(({ action, input }) => [action, input])).toEqual([['GetSecretValue', { SecretId: ARN }]]);
    expect(api.calls[0]?.headers.authorization).toContain('/eu-central-1/secretsmanager/');
  });

  it('host, port and database of the URL come first', async () => {
    serve(WHOLE);
    const connection = await loginWith({ host: 'localhost', port: 15439, database: 'other', user: 'etl' })();
    expect(connection).toMatchObject({ host: 'localhost', port: 15439, database: 'other', user: 'etl' });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a port as text', { ...WHOLE, port: '5441' }, { port: 5441 }],
    ['no port, no database', { username: 'etl', password: PASSWORD, host: HOST }, { port: 5439, database: 'dev' }],
    ['another name for the database', { ...WHOLE, dbname: undefined, dbName: 'jazz' }, { database: 'jazz' }],
    [
      'only the name of its cluster',
      { username: 'etl', password: PASSWORD, dbClusterIdentifier: 'sparkify' },
      { host: 'found.example', port: 5555, database: 'found' },
    ],
    [
      'a host and the name of its cluster, which knows the database',
      { username: 'etl', password: PASSWORD, host: HOST, port: 5440, dbClusterIdentifier: 'sparkify' },
      { host: HOST, port: 5440, database: 'found' },
    ],
  ])('understands a secret with %s', async (_, secret, expected) => {
    serve(secret);
    expect(await loginWith()()).toMatchObject({ user: 'etl', password: PASSWORD, ...expected });
  });

  it('understands a secret that was stored as bytes', async () => {
    serve(WHOLE, true);
    expect(await loginWith()()).toMatchObject({ user: 'etl', password: PASSWORD });
  });

  it('reads the secret anew for every connection, so that a rotated password is known', async () => {
    serve(WHOLE);
    const login = loginWith();
    await login();
    serve({ ...WHOLE, password: 'rotated' });
    expect((await login()).password).toBe('rotated');
  });
});

describe('a secret that cannot be used', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', `etl:${PASSWORD}`, `${SUBJECT} is not a JSON object`],
    ['JSON that breaks off', `{"username":"etl","password":"${PASSWORD}`, `${SUBJECT} is not a JSON object`],
    ['a JSON text', JSON.stringify(PASSWORD), `${SUBJECT} is not a JSON object`],
    ['a JSON list', `["etl","${PASSWORD}"]`, `${SUBJECT} is not a JSON object`],
    ['null', 'null', `${SUBJECT} is not a JSON object`],
    ['no user', { password: PASSWORD }, `${SUBJECT} holds no username`],
    ['a number for a user', { username: 7, password: PASSWORD }, `${SUBJECT} holds no username`],
    ['no password', { username: 'etl', host: HOST }, `${SUBJECT} holds no password`],
    ['no port', { ...WHOLE, port: PASSWORD }, `the port in ${SUBJECT} is no port number`],
    ['a port out of range', { ...WHOLE, port: 70_000 }, `the port in ${SUBJECT} is no port number`],
  ])('%s is explained without a word of it', async (_, secret, message) => {
    serve(secret);
    const error = await failureOf(loginWith()(), [PASSWORD, 'hunter2', '70000']);
    expect(error).toMatchObject({ kind: 'usage', message, hint: /"username": "…", "password": "…"/ });
  });

  it('without any host says where to name one', async () => {
    serve({ username: 'etl', password: PASSWORD });
    expect(await failureOf(loginWith()(), [PASSWORD])).toMatchObject({
      kind: 'usage',
      message: `neither WAREHOUSE_URL nor ${SUBJECT} names a host`,
    });
  });

  it('of another user than the URL names is not used', async () => {
    serve(WHOLE);
    expect(await failureOf(loginWith({ user: 'admin' })(), [PASSWORD])).toMatchObject({
      kind: 'usage',
      message: `WAREHOUSE_URL names the user admin, but ${SUBJECT} is of another user`,
    });
  });

  it('an answer that cannot be read is not quoted', async () => {
    api.answer(() => ({ raw: `{"SecretString":"{\\"password\\":\\"${PASSWORD}` }));
    expect(await failureOf(loginWith()(), [PASSWORD, 'hunter2'])).toMatchObject({
      kind: 'warehouse',
      message: `secretsmanager:GetSecretValue failed for ${SUBJECT}`,
    });
  });
});
