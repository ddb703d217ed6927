import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EtlError } from '../../src/core/errors.ts';
import type { ObjectStore } from '../../src/core/object-store.ts';
import { openS3 } from '../../src/object-stores/s3.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { environmentFor, ISOLATION, type S3Server, startS3 } from '../support/s3.ts';
import { BUCKET, collectAll, keysOf, NEVER, openAt } from './fixtures.ts';

let server: S3Server;
let store: ObjectStore | undefined;
let proxy: FaultProxy | undefined;

beforeAll(async () => {
  server = await startS3();
  await server.createBucket(BUCKET);
  await server.put(BUCKET, 'root/a.json', '{}');
});
afterAll(() => server.stop());
afterEach(async () => {
  vi.unstubAllEnvs();
  store?.close();
  await proxy?.stop();
  store = proxy = undefined;
});

async function failureOf(action: Promise<unknown>): Promise<EtlError> {
  const error = await action.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (reason: unknown) => reason as EtlError,
  );
  expect(error.name).toBe('EtlError');
  expectNoCredentials(error);
  return error;
}

/** Neither in what is shown nor in what `--debug` could show. */
function expectNoCredentials(error: EtlError): void {
  const shown = [error.message, error.hint, ...error.details, error.stack].join('\n');
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environmentFor('');
  expect(shown).not.toContain(AWS_ACCESS_KEY_ID);
  expect(shown).not.toContain(AWS_SECRET_ACCESS_KEY);
  expect(shown).not.toMatch(/Signature=|Credential=/);
}

/** The explanation of an answer of S3 that a local server does not give. */
async function explanationOf(fault: Fault, options: { unsigned?: boolean } = {}): Promise<EtlError> {
  proxy = await startFaultProxy(server.endpoint, () => fault);
  store = await openAt(proxy.endpoint, 'root', { maxAttempts: 1, ...options });
  return failureOf(keysOf(store));
}

describe('an answer of S3 is explained', () => {
  const answer = (status: number, code: string, headers: Record<string, string> = {}): Fault => ({
    kind: 'error',
    status,
    code,
    headers,
  });

  it.each<[Fault, RegExp, RegExp]>([
    [
      answer(403, 'AccessDenied'),
      /^no permission for s3:ListBucket on s3:\/\/sparkify-test\/root\/$/,
      /s3:ListBucket on/,
    ],
    [answer(403, 'SignatureDoesNotMatch'), /does not accept the AWS credentials/, /AWS_SECRET_ACCESS_KEY/],
    [answer(403, 'InvalidAccessKeyId'), /does not accept the AWS credentials/, /AWS_PROFILE/],
    [answer(400, 'ExpiredToken'), /the AWS session is over/, /aws sso login/],
    [answer(403, 'RequestTimeTooSkewed'), /clock of this machine/, /set the clock/],
    [
      answer(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }),
      /in the region eu-west-1/,
      /AWS_REGION=eu-west-1/,
    ],
    [answer(400, 'AuthorizationHeaderMalformed'), /in another region/, /AWS_REGION/],
    [answer(403, 'InvalidObjectState'), /is archived/, /Glacier/],
    [answer(503, 'SlowDown'), /^gave up on s3:\/\/sparkify-test\/root\//, /run again later/],
  ])('%o', async (fault, message, hint) => {
    const error = await explanationOf(fault);
    expect(error.kind).toBe('source');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(error.details.join()).toContain('by the proxy');
  });

  it('tells somebody without a signature that the bucket is not public', async () => {
    const error = await explanationOf(answer(403, 'AccessDenied'), { unsigned: true });
    expect(error.hint).toMatch(/not public: unset S3_NO_SIGN_REQUEST/);
  });

  it('repeats what it does not know', async () => {
    const error = await explanationOf(answer(409, 'SomethingNew'));
    expect(error.message).toBe(`cannot read s3://${BUCKET}/root/: SomethingNew by the proxy`);
  });
});

describe('a set-up that cannot work is explained', () => {
  it('a bucket that does not exist', async () => {
    store = await openS3(
      { bucket: 'no-such-bucket', prefix: '' },
      { environment: process.env, endpoint: server.endpoint },
    );
    expect(await failureOf(keysOf(store))).toMatchObject({
      kind: 'source',
      message: 'there is no bucket s3://no-such-bucket',
    });
  });

  it('a folder without a single key, but not an empty bucket', async () => {
    store = await openAt(server.endpoint, 'roo');
    expect(await failureOf(keysOf(store))).toMatchObject({
      kind: 'usage',
      message: /^no such folder: s3:\/\/sparkify-test\/roo\//,
    });
    await server.createBucket('empty-bucket');
    const empty = await openS3(
      { bucket: 'empty-bucket', prefix: '' },
      { environment: process.env, endpoint: server.endpoint },
    );
    expect(await collectAll(empty.list('', NEVER))).toEqual([]);
    empty.close();
  });

  it('a closed port, after a few tries', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    store = await openAt(`http://127.0.0.1:${port}`, 'root');
    expect(await failureOf(keysOf(store))).toMatchObject({
      kind: 'source',
      message: `cannot reach 127.0.0.1:${port} for s3://${BUCKET}/root/ (ECONNREFUSED)`,
      hint: /AWS_ENDPOINT_URL_S3/,
    });
  });

  it('a host that does not exist', async () => {
    store = await openAt('http://s3.invalid', 'root', { maxAttempts: 1 });
    const error = await failureOf(keysOf(store));
    expect(error.message).toMatch(
      /^cannot reach s3\.invalid for s3:\/\/sparkify-test\/root\/ \((ENOTFOUND|EAI_AGAIN)\)$/,
    );
  });

  it('no credentials anywhere', async () => {
    for (const [name, value] of Object.entries(ISOLATION)) vi.stubEnv(name, value);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    store = await openS3(
      { bucket: BUCKET, prefix: 'root' },
      { environment: process.env, endpoint: server.endpoint, region: 'us-west-2' },
    );
    expect(await failureOf(keysOf(store))).toMatchObject({
      kind: 'source',
      message: `no AWS credentials to read s3://${BUCKET}/root/ with`,
      hint: /AWS_PROFILE.*S3_NO_SIGN_REQUEST=true/,
    });
  });

  it('no region anywhere', async () => {
    for (const [name, value] of Object.entries(ISOLATION)) vi.stubEnv(name, value);
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
    const error = await failureOf(openS3({ bucket: BUCKET, prefix: '' }, { environment: process.env }));
    expect(error).toMatchObject({
      kind: 'usage',
      message: 'no AWS region is configured',
      hint: /AWS_REGION=us-west-2/,
    });
  });

  it.each(['localhost:9000', 'ftp://host', 'http://user:pass-word@host', ''])('the endpoint %s', async (endpoint) => {
    const error = await failureOf(openS3({ bucket: BUCKET, prefix: '' }, { environment: process.env, endpoint }));
    expect(error).toMatchObject({ kind: 'usage', message: /endpoint is not a plain http/ });
    expect(error.message + error.hint).not.toContain('pass-word');
  });
});
