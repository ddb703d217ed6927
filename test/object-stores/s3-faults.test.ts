import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/core/errors.ts';
import type { ObjectStore } from '../../src/core/object-store.ts';
import type { S3Options } from '../../src/object-stores/s3-client.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type S3Server, startS3 } from '../support/s3.ts';
import { BUCKET, bytesOf, collect, collectAll, keysOf, NEVER, only, openAt } from './fixtures.ts';

const LARGE = randomBytes(2 * 1024 * 1024);
const SMALL = Array.from({ length: 60 }, (_, i) => `small/${String(i).padStart(3, '0')}.json`);

let server: S3Server;
let proxy: FaultProxy;
let store: ObjectStore;

beforeAll(async () => {
  server = await startS3();
  await server.createBucket(BUCKET);
  await server.put(BUCKET, 'root/large.bin', LARGE);
  for (const key of SMALL) await server.put(BUCKET, `root/${key}`, `content of ${key}`);
});
afterAll(() => server.stop());
afterEach(async () => {
  store.close();
  await proxy.stop();
});

/** Opens the store through a proxy; `choose` sees GetObject requests only. */
async function openWith(
  choose: (key: string, count: number) => Fault | undefined | Promise<Fault | undefined>,
  options: Partial<S3Options> = {},
): Promise<void> {
  proxy = await startFaultProxy(server.endpoint, ({ url }, count) => {
    const key = /root\/([^?]+)\?/.exec(url)?.[1];
    return url.includes('list-type=2') || key === undefined ? undefined : choose(key, count);
  });
  store = await openAt(proxy.endpoint, 'root', options);
}

const gets = () => proxy.requests.filter(({ url }) => !url.includes('list-type=2'));
const SLOW_DOWN: Fault = { kind: 'error', status: 503, code: 'SlowDown' };

async function expectAllSmall(): Promise<void> {
  const objects = await collectAll(store.list('small/', NEVER));
  const contents = await collectAll(store.readMany(objects, NEVER));
  expect(contents.map(({ object }) => object.key).sort()).toEqual(SMALL);
  for (const { object, bytes } of contents) expect(Buffer.from(bytes).toString()).toBe(`content of ${object.key}`);
}

describe('a bulk read', () => {
  it.each<Fault>([
    SLOW_DOWN,
    { kind: 'error', status: 500, code: 'InternalError' },
    { kind: 'reset', after: 0 },
    { kind: 'reset', after: 5 },
    { kind: 'truncate', after: 5 },
    { kind: 'headers', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } },
  ])('fetches an object again after %o', async (fault) => {
    await openWith((_, count) => (count === 1 ? fault : undefined));
    await expectAllSmall();
    expect(gets()).toHaveLength(2 * SMALL.length);
  });

  it('fetches an object again when nothing more comes', async () => {
    await openWith((key, count) => (key === SMALL[7] && count === 1 ? { kind: 'stall', after: 3 } : undefined), {
      idleTimeoutMs: 500,
    });
    await expectAllSmall();
  });

  it('gives up after the number of tries that was set, and names the object', async () => {
    await openWith((key) => (key === SMALL[3] ? SLOW_DOWN : undefined), { maxAttempts: 3 });
    await expect(expectAllSmall()).rejects.toMatchObject({
      kind: 'source',
      message: `gave up on s3://${BUCKET}/root/${SMALL[3]} after several tries`,
      details: ['SlowDown by the proxy'],
    });
    expect(gets().filter(({ url }) => url.includes(String(SMALL[3])))).toHaveLength(3);
  });

  it('does not try again what cannot work', async () => {
    await openWith((key) => (key === SMALL[3] ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined));
    await expect(expectAllSmall()).rejects.toMatchObject({ kind: 'source', message: /no permission for s3:GetObject/ });
    expect(gets().filter(({ url }) => url.includes(String(SMALL[3])))).toHaveLength(1);
  });

  it('has as many requests under way as was set, and never more', async () => {
    await openWith(() => ({ kind: 'drip', bytes: 4 }), { concurrency: 7 });
    await expectAllSmall();
    expect(proxy.peak).toBe(7);
  });

  it('asks for the version that was listed', async () => {
    await openWith(() => undefined);
    await expectAllSmall();
    for (const { headers } of gets()) expect(headers['if-match']).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('leaves a pause between tries at once when it is aborted', async () => {
    const reason = new InterruptedError('SIGINT');
    const controller = new AbortController();
    await openWith(() => {
      if (gets().length === SMALL.length) setImmediate(() => controller.abort(reason));
      return SLOW_DOWN;
    });
    const objects = await collectAll(store.list('small/', NEVER));
    await expect(collectAll(store.readMany(objects, controller.signal))).rejects.toBe(reason);
    expect(gets().length).toBeLessThan(3 * SMALL.length);
  });

  it('does not wait for a silent server when it is aborted', async () => {
    const reason = new InterruptedError('SIGINT');
    const controller = new AbortController();
    await openWith(() => {
      setImmediate(() => controller.abort(reason));
      return { kind: 'stall', after: 1 };
    });
    const objects = await collectAll(store.list('small/', NEVER));
    await expect(collectAll(store.readMany(objects, controller.signal))).rejects.toBe(reason);
  });
});

describe('a stream', () => {
  const expectLarge = async () => {
    const bytes = await bytesOf(store, await only(store, 'large.bin'));
    expect(bytes.equals(LARGE)).toBe(true);
  };

  it.each<Fault>([
    { kind: 'reset', after: 700_000 },
    { kind: 'truncate', after: 700_000 },
    { kind: 'stall', after: 700_000 },
  ])('goes on where it broke after %o', async (fault) => {
    // Short only where it has to run out: on a busy machine an answer takes that long by itself.
    const options = fault.kind === 'stall' ? { idleTimeoutMs: 2000 } : {};
    await openWith((_, count) => (count <= 2 ? fault : undefined), options);
    await expectLarge();
    const offsets = gets().map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')?.[1]));
    expect(offsets).toHaveLength(3);
    expect(offsets[1]).toBeGreaterThan(0);
    expect(offsets[2]).toBeGreaterThan(offsets[1] as number);
    expect(new Set(gets().map(({ headers }) => headers['if-match'])).size).toBe(1);
  });

  it('goes on where it broke while a checksum is being computed', async () => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(LARGE));
    const headers = { 'x-amz-checksum-crc32': checksum.toString('base64') };
    await openWith((_, count) => (count === 1 ? { kind: 'reset', after: 700_000, headers } : undefined));
    await expectLarge();
    expect(gets()).toHaveLength(2);
  });

  it('takes a slow body as it comes', async () => {
    await openWith(() => ({ kind: 'drip', bytes: 40_000 }), { idleTimeoutMs: 2000 });
    await expectLarge();
    expect(gets()).toHaveLength(1);
  });

  it('tries again when it is asked to slow down', async () => {
    await openWith((_, count) => (count <= 2 ? SLOW_DOWN : undefined));
    await expectLarge();
  });

  it('gives up when it breaks again and again in the same place', async () => {
    await openWith(() => ({ kind: 'reset', after: 0 }), { maxAttempts: 3 });
    await expect(expectLarge()).rejects.toMatchObject({ kind: 'source', message: /gave up on .*large\.bin/ });
    expect(gets()).toHaveLength(3);
  });

  it('does not mix two versions of an object', async () => {
    await openWith(async (_, count) => {
      if (count === 2) await server.put(BUCKET, 'root/large.bin', Buffer.concat([LARGE, LARGE]));
      return count === 1 ? { kind: 'reset', after: 700_000 } : undefined;
    });
    await expect(expectLarge()).rejects.toMatchObject({
      kind: 'source',
      message: `s3://${BUCKET}/root/large.bin changed while it was being read`,
    });
    await server.put(BUCKET, 'root/large.bin', LARGE);
  });

  it('does not take the beginning for the rest', async () => {
    await openWith((_, count) => (count === 1 ? { kind: 'reset', after: 700_000 } : { kind: 'ignore-range' }));
    await expect(expectLarge()).rejects.toMatchObject({ kind: 'source', message: /does not continue an object/ });
  });

  it('says when the bytes are not those that S3 keeps', async () => {
    await openWith(() => ({ kind: 'headers', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }));
    await expect(expectLarge()).rejects.toMatchObject({ kind: 'source', message: /large\.bin was damaged on the way/ });
    expect(gets()).toHaveLength(1);
  });

  it('stops at once when the server is silent and it is aborted', async () => {
    const reason = new InterruptedError('SIGTERM');
    const controller = new AbortController();
    await openWith(() => {
      setImmediate(() => controller.abort(reason));
      return { kind: 'stall', after: 100 };
    });
    const object = await only(store, 'large.bin');
    await expect(collect(store.read(object, controller.signal))).rejects.toBe(reason);
  });
});

describe('a listing', () => {
  async function openListing(choose: (count: number) => Fault | undefined, options: Partial<S3Options> = {}) {
    proxy = await startFaultProxy(server.endpoint, (_, count) => choose(count));
    store = await openAt(proxy.endpoint, 'root', options);
  }

  it.each<Fault>([
    SLOW_DOWN,
    { kind: 'cut', isForwarded: false },
    { kind: 'cut', isForwarded: true },
    { kind: 'reset', after: 0 },
    { kind: 'reset', after: 400 },
    { kind: 'shorten', after: 400 },
    { kind: 'shorten', after: 0 },
    { kind: 'body', body: '<html><body>Please log in</body></html>' },
  ])('is asked for again after %o', async (fault) => {
    await openListing((count) => (count === 1 ? fault : undefined));
    expect(await keysOf(store, 'small/')).toEqual(SMALL);
  });

  it.each<Fault>([
    { kind: 'shorten', after: 400 },
    { kind: 'shorten', after: 0 },
  ])('that is never whole is no listing: %o', async (fault) => {
    await openListing(() => fault, { maxAttempts: 2 });
    await expect(keysOf(store, 'small/')).rejects.toMatchObject({
      kind: 'source',
      message: `gave up on s3://${BUCKET}/root/small/ after several tries`,
      details: [expect.stringMatching(/^the answer is (not whole|no listing)/)],
    });
  });

  it('understands the encoding of keys that S3 uses', async () => {
    // Keys as measured on S3 with encoding-type=url: "a b", "a+b", "100%", "한글/x".
    await openListing(() => ({
      kind: 'body',
      body: listing(['root/a+b', 'root/a%2Bb', 'root/100%25', 'root/%ED%95%9C%EA%B8%80/x']),
    }));
    expect(await keysOf(store)).toEqual(['a b', 'a+b', '100%', '한글/x']);
  });

  it('leaves out the objects that stand for folders', async () => {
    await openListing(() => ({ kind: 'body', body: listing(['root/', 'root/a/', 'root/a/b.json']) }));
    expect(await keysOf(store)).toEqual(['a/b.json']);
  });

  it('does not take a listing that breaks off for a whole one', async () => {
    await openListing(() => ({ kind: 'body', body: listing(['root/a']).replace('>false<', '>true<') }));
    await expect(keysOf(store)).rejects.toMatchObject({ kind: 'source', message: /breaks off/ });
  });

  it('stops at once when the server is silent and it is aborted', async () => {
    const reason = new InterruptedError('SIGINT');
    const controller = new AbortController();
    await openListing(() => {
      setImmediate(() => controller.abort(reason));
      return { kind: 'stall', after: 10 };
    });
    await expect(collectAll(store.list('', controller.signal))).rejects.toBe(reason);
  });
});

function listing(keys: readonly string[]): string {
  const entry = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`;
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${keys.map(entry).join('')}</ListBucketResult>`;
}
