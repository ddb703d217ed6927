import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../src/core/object-store.ts';
import { openS3 } from '../../src/object-stores/s3.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { environmentFor, ISOLATION, type S3Server, startS3 } from '../support/s3.ts';
import { BUCKET, collect, collectAll, keysOf, NEVER } from './fixtures.ts';

let server: S3Server;
let proxy: FaultProxy;
let store: ObjectStore;

beforeAll(async () => {
  server = await startS3();
  await server.createBucket(BUCKET);
  await server.put(BUCKET, 'root/a.json', '{}');
});
afterAll(() => server.stop());
afterEach(async () => {
  vi.unstubAllEnvs();
  store.close();
  await proxy.stop();
});

async function startProxy(environment: (endpoint: string) => Readonly<Record<string, string>>): Promise<void> {
  for (const name of Object.keys(environmentFor(''))) vi.stubEnv(name, undefined);
  proxy = await startFaultProxy(server.endpoint, () => undefined);
  for (const [name, value] of Object.entries(environment(proxy.endpoint))) vi.stubEnv(name, value);
}

async function readAll(): Promise<void> {
  expect(store.location).toBe(`s3://${BUCKET}/root`);
  const objects = await collectAll(store.list('', NEVER));
  expect(await collectAll(store.readMany(objects, NEVER))).toHaveLength(1);
  for (const object of objects) expect(await collect(store.read(object, NEVER))).toHaveLength(1);
  expect(proxy.requests).toHaveLength(3);
}

const LOCATION = { bucket: BUCKET, prefix: 'root' };

describe('requests', () => {
  it('are signed with the credentials and the region of the standard chain', async () => {
    await startProxy(environmentFor);
    store = await openS3(LOCATION, { environment: process.env });
    await readAll();
    for (const { headers } of proxy.requests) {
      expect(headers.authorization).toMatch(/Credential=AKIDTESTTESTTESTTEST\/\d{8}\/us-west-2\/s3\//);
    }
  });

  it('carry no signature, and need no credentials, when they are to be unsigned', async () => {
    await startProxy(() => ISOLATION);
    const options = { environment: process.env, endpoint: proxy.endpoint, region: 'us-west-2', unsigned: true };
    store = await openS3(LOCATION, options);
    await readAll();
    for (const { url, headers } of proxy.requests) {
      expect(headers.authorization).toBeUndefined();
      expect(Object.keys(headers).filter((name) => /token|sha256|amz-date/.test(name))).toEqual([]);
      expect(url).not.toMatch(/X-Amz-Signature/i);
    }
  });

  it('go to the endpoint for all services when that is the one in the environment', async () => {
    await startProxy((endpoint) => {
      const { AWS_ENDPOINT_URL_S3: _, ...environment } = environmentFor(endpoint);
      return { ...environment, AWS_ENDPOINT_URL: endpoint };
    });
    store = await openS3(LOCATION, { environment: process.env });
    expect(await keysOf(store)).toEqual(['a.json']);
    expect(proxy.requests).toHaveLength(1);
  });

  it('prefer the endpoint and the region that are given', async () => {
    await startProxy(() => environmentFor('http://s3.invalid'));
    store = await openS3(LOCATION, { environment: process.env, endpoint: proxy.endpoint, region: 'eu-north-1' });
    await readAll();
    expect(proxy.requests[0]?.headers.authorization).toMatch(/\/eu-north-1\/s3\//);
  });

  it.each(['given', 'in the environment'])('name the bucket in the path of an endpoint %s', async (where) => {
    const named = (endpoint: string) => endpoint.replace('127.0.0.1', 'localhost');
    await startProxy((endpoint) => environmentFor(where === 'given' ? 'http://s3.invalid' : named(endpoint)));
    const endpoint = where === 'given' ? named(proxy.endpoint) : undefined;
    store = await openS3(LOCATION, { environment: process.env, endpoint });
    await readAll();
    for (const { url, headers } of proxy.requests) {
      expect(headers.host).toMatch(/^localhost:/);
      expect(url.startsWith(`/${BUCKET}`)).toBe(true);
    }
  });

  it('name the bucket in the host when they are to', async () => {
    await startProxy(() => environmentFor('http://s3.invalid'));
    store = await openS3(LOCATION, { environment: process.env, forcePathStyle: false, maxAttempts: 1 });
    await expect(keysOf(store)).rejects.toMatchObject({ message: /^cannot reach sparkify-test\.s3\.invalid for/ });
  });
});
