import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLogin } from '../../../src/warehouses/redshift/auth/index.ts';
import type { RedshiftLogin } from '../../../src/warehouses/target.ts';
import { type AwsAnswer, type AwsApi, startAwsApi } from '../../support/aws-api.ts';
import { failureOf, targetOf } from './auth-fixtures.ts';

const ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:sparkify-AbCdEf';
const HOST = 'sparkify.abc123.us-west-2.redshift.amazonaws.com';
const LOGINS = {
  cluster: { kind: 'cluster', cluster: 'sparkify' },
  workgroup: { kind: 'workgroup', workgroup: 'sparkify-wg' },
  secret: { kind: 'secret', secretArn: ARN },
} as const satisfies Record<string, RedshiftLogin>;
type Kind = keyof typeof LOGINS;
const KINDS = Object.keys(LOGINS) as Kind[];

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

/** The explanation of what AWS answers to the first request of a login, or of none. */
async function explanationOf(kind: Kind, answer?: AwsAnswer, address: { host?: string; user?: string } = {}) {
  if (answer !== undefined) api.answer(() => answer);
  const target = targetOf(LOGINS[kind], { database: 'dev', ...address });
  return failureOf(openLogin(target, { environment: process.env })());
}

describe('without a permission', () => {
  const denied = (error: string, message?: string): AwsAnswer => ({ error, status: 400, ...(message && { message }) });

  it.each<[Kind, { host?: string; user?: string }, string, string, string]>([
    ['cluster', {}, 'AccessDenied', 'redshift:DescribeClusters', 'redshift:DescribeClusters on *'],
    [
      'cluster',
      { host: HOST, user: 'etl' },
      'AccessDenied',
      'redshift:GetClusterCredentials',
      'dbuser:sparkify/etl and …:dbname:sparkify/dev',
    ],
    [
      'cluster',
      { host: HOST },
      'UnauthorizedOperation',
      'redshift:GetClusterCredentialsWithIAM',
      'dbname:sparkify/dev',
    ],
    ['workgroup', {}, 'AccessDeniedException', 'redshift-serverless:GetWorkgroup', 'the workgroup sparkify-wg'],
    ['workgroup', { host: HOST }, 'AccessDeniedException', 'redshift-serverless:GetCredentials', 'the workgroup'],
    ['secret', {}, 'AccessDeniedException', 'secretsmanager:GetSecretValue', ARN],
  ])('a login by %s with %o names the action and the resource', async (kind, address, code, action, resource) => {
    const error = await explanationOf(kind, denied(code), address);
    expect(error).toMatchObject({ kind: 'warehouse', isTransient: false });
    expect(error.message).toMatch(new RegExp(`^no permission for ${action} on the ${kind} sparkify`));
    expect(error.hint).toContain(`allow ${action} on `);
    expect(error.hint).toContain(resource);
    expect(error.details[0]).toContain(`${code} by the test`);
  });

  it('AWS knows the resource better, where it tells it', async () => {
    const resource = 'arn:aws:redshift:us-west-2:123456789012:dbuser:sparkify/etl';
    const words = `User: arn:aws:iam::123456789012:user/jo is not authorized to perform: redshift:GetClusterCredentials on resource: ${resource} because no identity-based policy allows the redshift:GetClusterCredentials action`;
    const error = await explanationOf('cluster', denied('AccessDenied', words), { host: HOST, user: 'etl' });
    expect(error.hint).toContain(`allow redshift:GetClusterCredentials on ${resource} in a policy`);
    expect(error.details).toEqual([`Redshift answered 400 AccessDenied: ${words}`]);
  });

  it.each([denied('AccessDeniedException', 'Access to KMS is not allowed'), denied('DecryptionFailure')])(
    'for the key of a secret: %o',
    async (answer) => {
      const error = await explanationOf('secret', answer);
      expect(error.message).toBe('no permission for kms:Decrypt on the secret sparkify-AbCdEf');
      expect(error.hint).toContain('allow kms:Decrypt on the key of the secret sparkify-AbCdEf');
    },
  );
});

describe('what does not exist', () => {
  it.each<[Kind, string, string, string]>([
    ['cluster', 'ClusterNotFound', 'the cluster sparkify', 'REDSHIFT_CLUSTER'],
    ['workgroup', 'ResourceNotFoundException', 'the workgroup sparkify-wg', 'REDSHIFT_WORKGROUP'],
    ['secret', 'ResourceNotFoundException', 'the secret sparkify-AbCdEf', 'REDSHIFT_SECRET_ARN'],
  ])('a %s (%s) is named with its region and its setting', async (kind, code, subject, setting) => {
    expect(await explanationOf(kind, { error: code, status: 404 })).toMatchObject({
      kind: 'usage',
      message: `${subject} does not exist in the region us-west-2`,
      hint: `check ${setting}, AWS_REGION and the AWS account`,
      isTransient: false,
    });
  });

  it('a secret that is being deleted', async () => {
    const answer = { error: 'InvalidRequestException', message: 'it was marked for deletion.' };
    expect(await explanationOf('secret', answer)).toMatchObject({
      kind: 'usage',
      message: 'the secret sparkify-AbCdEf cannot be read',
      details: [/marked for deletion/],
    });
  });
});

describe('credentials that AWS does not take', () => {
  it.each<[Kind, string, RegExp, RegExp]>([
    ['cluster', 'ExpiredToken', /^the AWS session is over: no login to the cluster sparkify$/, /aws sso login/],
    ['workgroup', 'ExpiredTokenException', /^the AWS session is over/, /aws sso login/],
    ['cluster', 'InvalidClientTokenId', /^Redshift does not accept the AWS credentials/, /AWS_PROFILE/],
    ['workgroup', 'UnrecognizedClientException', /^Redshift Serverless does not accept/, /AWS_ACCESS_KEY_ID/],
    ['secret', 'InvalidSignatureException', /^Secrets Manager does not accept/, /AWS_SECRET_ACCESS_KEY/],
    ['cluster', 'RequestExpired', /^the clock of this machine is wrong/, /set the clock/],
  ])('%s: %s', async (kind, code, message, hint) => {
    expect(await explanationOf(kind, { error: code, status: 403 })).toMatchObject({ kind: 'usage', message, hint });
  });

  it('an answer that repeats the signed request, with its token, is not repeated', async () => {
    const message = "The Canonical String should have been 'POST\n/\nx-amz-security-token:test-session-token'";
    const error = await explanationOf('cluster', { error: 'SignatureDoesNotMatch', status: 403, message });
    expect(error.details).toEqual([]);
    expect(error.cause).toBeUndefined();
  });

  it.each(KINDS)('none at all: %s', async (kind) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    expect(await explanationOf(kind)).toMatchObject({
      kind: 'usage',
      message: /^no AWS credentials to log in to the (cluster|workgroup|secret) sparkify/,
      hint: /AWS_PROFILE/,
    });
    expect(api.calls).toEqual([]);
  });
});

describe('a region', () => {
  beforeEach(() => vi.stubEnv('AWS_REGION', undefined));

  it.each<Kind>(['cluster', 'workgroup'])('that is missing is asked for: %s', async (kind) => {
    expect(await explanationOf(kind)).toMatchObject({
      kind: 'usage',
      message: 'no AWS region is configured',
      hint: /AWS_REGION=us-west-2/,
    });
  });

  it('is not needed where the ARN or the host has it', async () => {
    const answer = { error: 'AccessDenied' };
    expect((await explanationOf('secret', answer)).message).toMatch(/^no permission/);
    expect((await explanationOf('cluster', answer, { host: HOST })).message).toMatch(/^no permission/);
  });
});

describe('what may pass', () => {
  it.each<[Kind, AwsAnswer]>([
    ['cluster', { error: 'Throttling', status: 400 }],
    ['workgroup', { error: 'ThrottlingException', status: 400 }],
    ['secret', { error: 'InternalServiceError', status: 500 }],
    ['cluster', { error: 'ServiceUnavailable', status: 503 }],
    ['secret', { hangUp: true }],
  ])('is tried three times, then the run may try again: %s, %o', async (kind, answer) => {
    expect(await explanationOf(kind, answer)).toMatchObject({
      kind: 'warehouse',
      message: /gave no login to the (cluster|workgroup|secret) sparkify.* after several tries$/,
      isTransient: true,
    });
    expect(api.calls).toHaveLength(3);
  });

  it('a server that is not there', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS', `http://127.0.0.1:${port}`);
    expect(await explanationOf('workgroup')).toMatchObject({
      kind: 'warehouse',
      message: `cannot reach 127.0.0.1:${port} to log in to the workgroup sparkify-wg (ECONNREFUSED)`,
      hint: /AWS_REGION.*VPC endpoint of Redshift Serverless/,
      isTransient: true,
    });
  });

  it.each<[Kind, string]>([
    ['cluster', 'AWS_ENDPOINT_URL_REDSHIFT'],
    ['workgroup', 'AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS'],
    ['secret', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'],
  ])('each service has an endpoint variable of its own: %s', async (kind, variable) => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv(variable, api.endpoint);
    expect((await explanationOf(kind, { error: 'AccessDenied' })).message).toMatch(/^no permission/);
  });
});

it('an error that nobody knows is repeated in the words of AWS', async () => {
  const error = await explanationOf('cluster', { error: 'SomethingNew', message: 'Something new happened.' });
  expect(error).toMatchObject({
    kind: 'warehouse',
    message: 'redshift:DescribeClusters failed for the cluster sparkify',
    details: ['Redshift answered 400 SomethingNew: Something new happened.'],
  });
});

it('an answer without credentials does not lead to a login without them', async () => {
  api.answer(() => ({ result: {} }));
  expect(await explanationOf('cluster', undefined, { host: HOST })).toMatchObject({
    kind: 'warehouse',
    message: 'AWS answered without a user or a password',
    isTransient: true,
  });
});
