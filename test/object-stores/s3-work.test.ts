import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { InterruptedError } from '../../src/core/errors.ts';
import { openWork, parseLocation, regionOf } from '../../src/object-stores/index.ts';
import type { S3Options } from '../../src/object-stores/s3-client.ts';
import { type OpenWorkArea, openS3Work } from '../../src/object-stores/s3-work.ts';
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { environmentFor, ISOLATION, type S3Server, startS3 } from '../support/s3.ts';
import { BUCKET, bytesOf, collectAll, keysOf, NEVER, only, openAt } from './fixtures.ts';

let server: S3Server;
let proxy: FaultProxy | undefined;
let work: OpenWorkArea;

beforeAll(async () => {
  server = await startS3();
  await server.createBucket(BUCKET);
});
afterAll(() => server.stop());
afterEach(async () => {
  vi.unstubAllEnvs();
  work?.close();
  await proxy?.stop();
  proxy = undefined;
});

async function openArea(endpoint = server.endpoint, options: Partial<S3Options> = {}): Promise<void> {
  Object.assign(process.env, environmentFor(endpoint));
  work = await openS3Work(
    { bucket: BUCKET, prefix: 'etl-work/area' },
    { environment: process.env, endpoint, ...options },
  );
}

type Choose = (request: SeenRequest, count: number) => Fault | undefined | Promise<Fault | undefined>;

async function openDamaged(choose: Choose, options: Partial<S3Options> = {}): Promise<FaultProxy> {
  proxy = await startFaultProxy(server.endpoint, choose);
  await openArea(proxy.endpoint, options);
  return proxy;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** What lies below the area's prefix, as a reader sees it. */
async function keysInArea(): Promise<string[]> {
  const store = await openAt(server.endpoint, '');
  const keys = await keysOf(store, 'etl-work/area/');
  store.close();
  return keys;
}

async function contentOf(key: string): Promise<Buffer> {
  const store = await openAt(server.endpoint, '');
  try {
    return await bytesOf(store, await only(store, key));
  } finally {
    store.close();
  }
}

describe('a work area', () => {
  it('stores an object, replaces it, and removes it', async () => {
    await openArea();
    expect(work.location).toBe(`s3://${BUCKET}/etl-work/area`);
    const uri = await work.put('run-1/manifest.json', bytes('{"entries":[]}'), NEVER);
    expect(uri).toBe(`s3://${BUCKET}/etl-work/area/run-1/manifest.json`);
    expect(await work.put('run-1/manifest.json', bytes('{}'), NEVER)).toBe(uri);
    expect((await contentOf('etl-work/area/run-1/manifest.json')).toString()).toBe('{}');
    await work.remove([uri]);
    expect(await keysInArea()).toEqual([]);
  });

  it('stores any bytes: none, and more than the SDK announces first', async () => {
    await openArea();
    const large = randomBytes(5 * 1024 * 1024);
    const uris = [
      await work.put('large.ndjson.gz', large, NEVER),
      await work.put('empty.ndjson', new Uint8Array(), NEVER),
    ];
    expect((await contentOf('etl-work/area/large.ndjson.gz')).equals(large)).toBe(true);
    expect(await contentOf('etl-work/area/empty.ndjson')).toHaveLength(0);
    await work.remove(uris);
  });

  it('says what it stores, and proves that it arrived', async () => {
    const { requests } = await openDamaged(() => undefined);
    const keys = ['a.ndjson', 'b.json', 'c.ndjson.gz', 'd.bin'];
    const uris = await Promise.all(keys.map((key) => work.put(key, bytes(`content of ${key}`), NEVER)));
    const sent = requests.map(({ url, headers }) => [/area\/(.*)\?/.exec(url)?.[1], headers] as const).sort();
    expect(sent.map(([key, headers]) => [key, headers['content-type'], headers['content-length']])).toEqual([
      ['a.ndjson', 'application/x-ndjson', '19'],
      ['b.json', 'application/json', '17'],
      ['c.ndjson.gz', 'application/gzip', '22'],
      ['d.bin', 'application/octet-stream', '16'],
    ]);
    for (const [, headers] of sent) {
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
      expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    }
    await work.remove(uris);
  });

  it('signs although the sources are read without a signature', async () => {
    const { requests } = await openDamaged(() => undefined, { unsigned: true });
    await work.remove([await work.put('signed.json', bytes('{}'), NEVER)]);
    expect(requests.map(({ headers }) => headers.authorization?.slice(0, 16))).toEqual(
      Array(2).fill('AWS4-HMAC-SHA256'),
    );
  });

  it('takes thousands of objects, many at a time, and removes a thousand with each request', async () => {
    const { requests } = await openDamaged(() => undefined);
    const uris = await Promise.all(
      Array.from({ length: 2001 }, (_, i) => work.put(`many/${i}.json`, bytes(`{"i":${i}}`), NEVER)),
    );
    expect(new Set(uris).size).toBe(2001);
    expect(await keysInArea()).toHaveLength(2001);
    await work.remove(uris);
    expect(await keysInArea()).toEqual([]);
    const removals = requests.filter(({ method }) => method === 'POST');
    expect(removals).toHaveLength(3);
    // S3 refuses DeleteObjects without one.
    for (const { headers } of removals) expect(headers['x-amz-checksum-crc32']).toMatch(/=$/);
  });

  it('removes what is gone already, and nothing at all', async () => {
    const { requests } = await openDamaged(() => undefined);
    await work.remove([]);
    expect(requests).toEqual([]);
    const uri = await work.put('once.json', bytes('{}'), NEVER);
    await work.remove([uri, `s3://${BUCKET}/etl-work/area/never.json`]);
    await work.remove([uri]);
    expect(await keysInArea()).toEqual([]);
  });

  it('removes nothing that is not its own', async () => {
    await openArea();
    await server.put(BUCKET, 'etl-work/area2/precious.json', '{}');
    for (const uri of [`s3://${BUCKET}/etl-work/area2/precious.json`, 's3://other/etl-work/area/a.json']) {
      await expect(work.remove([uri])).rejects.toThrow(`${uri} is not in s3://${BUCKET}/etl-work/area/`);
    }
    expect((await contentOf('etl-work/area2/precious.json')).toString()).toBe('{}');
  });
});

describe('a request of a work area', () => {
  const SLOW_DOWN: Fault = { kind: 'error', status: 503, code: 'SlowDown' };

  it.each<Fault>([SLOW_DOWN, { kind: 'error', status: 500, code: 'InternalError' }])(
    'is sent again after %o',
    async (fault) => {
      const { requests } = await openDamaged((_, count) => (count === 1 ? fault : undefined));
      const uri = await work.put('again.json', bytes('{"again":true}'), NEVER);
      expect((await contentOf('etl-work/area/again.json')).toString()).toBe('{"again":true}');
      await work.remove([uri]);
      expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'POST', 'POST']);
    },
  );

  it('is given up after the number of tries that was set', async () => {
    const { requests } = await openDamaged(() => SLOW_DOWN, { maxAttempts: 3 });
    await expect(work.put('busy.json', bytes('{}'), NEVER)).rejects.toMatchObject({
      kind: 'source',
      message: `gave up on s3://${BUCKET}/etl-work/area/busy.json after several tries`,
    });
    expect(requests).toHaveLength(3);
  });

  it('is not repeated without a permission, and the permission is named', async () => {
    const { requests } = await openDamaged(() => ({ kind: 'error', status: 403, code: 'AccessDenied' }));
    const hint = 'allow s3:PutObject and s3:DeleteObject on the objects below WORK_URI (--work-uri)';
    await expect(work.put('a.json', bytes('{}'), NEVER)).rejects.toMatchObject({
      kind: 'source',
      message: `no permission for s3:PutObject on s3://${BUCKET}/etl-work/area/a.json`,
      hint,
      details: ['S3 answered 403 AccessDenied: AccessDenied by the proxy'],
    });
    await expect(work.remove([`s3://${BUCKET}/etl-work/area/a.json`])).rejects.toMatchObject({
      message: `no permission for s3:DeleteObject on s3://${BUCKET}/etl-work/area/a.json`,
      hint,
    });
    expect(requests).toHaveLength(2);
  });

  it('ends at once when it is aborted, in the middle and in a pause between tries', async () => {
    for (const fault of [new Promise<undefined>(() => {}), SLOW_DOWN]) {
      const reason = new InterruptedError('SIGINT');
      const controller = new AbortController();
      await openDamaged(() => {
        setImmediate(() => controller.abort(reason));
        return fault;
      });
      await expect(work.put('aborted.json', bytes('{}'), controller.signal)).rejects.toBe(reason);
      await proxy?.stop();
      work.close();
    }
    await openArea();
    await expect(work.put('aborted.json', bytes('{}'), AbortSignal.abort('enough'))).rejects.toBe('enough');
    expect(await keysInArea()).toEqual([]);
  });

  it('without a bucket, and without credentials, is explained', async () => {
    await openArea();
    const nowhere = await openS3Work(
      { bucket: 'no-such-bucket', prefix: '' },
      { environment: process.env, endpoint: server.endpoint },
    );
    await expect(nowhere.put('a.json', bytes('{}'), NEVER)).rejects.toMatchObject({
      kind: 'source',
      message: 'there is no bucket s3://no-such-bucket',
    });
    nowhere.close();
    for (const [name, value] of Object.entries(ISOLATION)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const unknown = await openS3Work(
      { bucket: BUCKET, prefix: 'etl-work' },
      { environment: process.env, endpoint: server.endpoint },
    );
    const failure = unknown.put('a.json', bytes('{}'), NEVER);
    await expect(failure).rejects.toMatchObject({
      kind: 'source',
      message: `no AWS credentials to write s3://${BUCKET}/etl-work/a.json with`,
      hint: expect.not.stringContaining('S3_NO_SIGN_REQUEST'),
    });
    unknown.close();
  });
});

describe('what DeleteObjects tells of single keys', () => {
  const answer = (...errors: readonly (readonly [key: string, code: string])[]): Fault => ({
    kind: 'body',
    body: `<DeleteResult>${errors
      .map(
        ([key, code]) =>
          `<Error><Key>etl-work/area/${key}</Key><Code>${code}</Code><Message>${code}!</Message></Error>`,
      )
      .join('')}</DeleteResult>`,
  });
  const uriOf = (key: string) => `s3://${BUCKET}/etl-work/area/${key}`;

  it('is an error that names them', async () => {
    await openDamaged(() => answer(['b', 'AccessDenied']));
    await expect(work.remove(['a', 'b'].map(uriOf))).rejects.toMatchObject({
      kind: 'source',
      message: `cannot remove ${uriOf('b')}`,
      hint: /s3:DeleteObject on the objects below WORK_URI/,
      details: [`${uriOf('b')}: AccessDenied: AccessDenied!`],
    });
  });

  it('keeps no batch behind from being removed, and stays short', async () => {
    const refused = Array.from({ length: 7 }, (_, i) => [`${i}`, 'ObjectLocked'] as const);
    const { requests } = await openDamaged((_, count) => (count === 1 ? answer(...refused) : undefined));
    await expect(work.remove(Array.from({ length: 1500 }, (_, i) => uriOf(`${i}`)))).rejects.toMatchObject({
      message: 'cannot remove 7 objects below WORK_URI',
      details: expect.objectContaining({ length: 6, 5: 'and 2 more' }),
    });
    expect(requests).toHaveLength(2);
  });

  it('is tried again where S3 was busy, for these keys only', async () => {
    const sizes: number[] = [];
    await openDamaged(({ headers }, count) => {
      sizes.push(Number(headers['content-length']));
      return count === 1 ? answer(['b', 'SlowDown'], ['c', 'NoSuchKey']) : answer();
    });
    await work.remove(['a', 'b', 'c'].map(uriOf));
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBeLessThan(Number(sizes[0]));
  });
});

describe('openWork', () => {
  it('opens an s3:// location', async () => {
    Object.assign(process.env, environmentFor(server.endpoint));
    work = await openWork(parseLocation(`s3://${BUCKET}/etl-work/area/`), { environment: process.env });
    await work.remove([await work.put('a.json', bytes('{}'), NEVER)]);
    expect(await keysInArea()).toEqual([]);
  });

  it('refuses a local folder', async () => {
    await expect(openWork(parseLocation('./work'), { environment: process.env })).rejects.toMatchObject({
      kind: 'usage',
      message: 'WORK_URI is a local folder, ./work, which the warehouse cannot read',
      hint: /s3:\/\/bucket\/prefix/,
    });
  });
});

describe('regionOf', () => {
  it('is what was given, else what the standard chain finds', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    expect(await regionOf({ environment: process.env })).toBe('eu-central-1');
    expect(await regionOf({ environment: process.env, region: 'us-west-2' })).toBe('us-west-2');
  });

  it('says where to set it if there is none', async () => {
    for (const [name, value] of Object.entries(ISOLATION)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_REGION', undefined);
    await expect(regionOf({ environment: process.env })).rejects.toMatchObject({
      kind: 'usage',
      message: 'no AWS region is configured',
      hint: /AWS_REGION=us-west-2/,
    });
  });
});

it('writes no object by halves: all of a burst are there, whole', async () => {
  await openArea();
  const bodies = Array.from({ length: 40 }, () => randomBytes(20_000));
  const uris = await Promise.all(bodies.map((body, i) => work.put(`burst/${i}.ndjson.gz`, body, NEVER)));
  const store = await openAt(server.endpoint, 'etl-work/area');
  const objects = await collectAll(store.list('burst/', NEVER));
  for (const { object, bytes: found } of await collectAll(store.readMany(objects, NEVER))) {
    const index = Number(/(\d+)/.exec(object.key)?.[1]);
    expect(Buffer.from(found).equals(bodies[index] ?? Buffer.alloc(0))).toBe(true);
  }
  store.close();
  expect(objects).toHaveLength(40);
  await work.remove(uris);
});
