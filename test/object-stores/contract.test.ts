import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/core/errors.ts';
import type { ObjectStore } from '../../src/core/object-store.ts';
import {
  bytesOf,
  collect,
  collectAll,
  keysOf,
  NEVER,
  only,
  type Place,
  startFolderPlace,
  startS3Place,
} from './fixtures.ts';

const DAYS = ['2018-11-01', '2018-11-1', '2018-11-10', '2018-11-11'].map((day) => `log/2018/11/${day}-events.json`);
const ORDER = ['order-a.json', 'order.json', 'order/0.json', 'order/a/b.json', 'order0.json', 'orders/a.json'];
const ODD = [
  'a b/c  d.json',
  'plus+and%20percent%.json',
  "quote'&<tag>.json",
  'ünï/日本語.json',
  '🎵 song.json',
  '#?=.json',
];
const LARGE = randomBytes(3 * 1024 * 1024 + 17);
const MANY = Array.from({ length: 3000 }, (_, i) => `many/${String(i).padStart(5, '0')}.json`);

describe.each([
  ['a local folder', startFolderPlace],
  ['a bucket', startS3Place],
])('the object store of %s', (_, start) => {
  let place: Place;
  let store: ObjectStore;

  beforeAll(async () => {
    place = await start();
    for (const key of [...DAYS, ...ORDER, ...MANY]) await place.put(`root/${key}`, `content of ${key}`);
    for (const key of ODD) await place.put(`odd/${key}`, `content of ${key}`);
    await place.put('root/empty.json', '');
    await place.put('root/large.bin', LARGE);
    await place.put('root2/neighbour.json', '{}');
    store = await place.open('root');
  });

  afterAll(async () => {
    store.close();
    await place.stop();
  });

  it('lists everything below its root, on more than one page, and nothing of a neighbour', async () => {
    const expected = [...DAYS, ...ORDER, ...MANY, 'empty.json', 'large.bin'];
    expect((await keysOf(store)).sort()).toEqual(expected.sort());
  });

  it('lists in key order', async () => {
    expect(await keysOf(store, 'order')).toEqual(ORDER);
    expect(await keysOf(store, 'many/')).toEqual(MANY);
  });

  it('takes a prefix as a string, not as a folder', async () => {
    expect(await keysOf(store, 'log/2018/11/2018-11-1')).toEqual(DAYS.slice(1));
    expect(await keysOf(store, 'log/2018/11/2018-11-1-')).toEqual([DAYS[1]]);
    expect(await keysOf(store, 'order/')).toEqual(['order/0.json', 'order/a/b.json']);
    expect(await keysOf(store, 'lo')).toEqual(DAYS);
  });

  it('yields nothing for a prefix without objects', async () => {
    expect(await keysOf(store, 'log/2019/')).toEqual([]);
    expect(await keysOf(store, '../root2/')).toEqual([]);
  });

  it('names size and place of an object', async () => {
    const object = await only(store, 'empty');
    expect(object).toMatchObject({ key: 'empty.json', size: 0 });
    expect(object.uri.endsWith('root/empty.json')).toBe(true);
    expect((await only(store, 'large')).size).toBe(LARGE.length);
  });

  // Below a root of their own: fauxqs repeats keys on the next page when its order of them is not that of S3.
  it.each(ODD)('finds and reads the object with the key %s', async (key) => {
    const odd = await place.open('odd');
    expect((await keysOf(odd)).sort()).toEqual([...ODD].sort());
    expect((await bytesOf(odd, await only(odd, key))).toString()).toBe(`content of ${key}`);
    odd.close();
  });

  it('streams a large object byte by byte the same', async () => {
    const chunks = await collect(store.read(await only(store, 'large.bin'), NEVER));
    expect(chunks.length).toBeGreaterThan(2);
    expect(Buffer.concat(chunks).equals(LARGE)).toBe(true);
  });

  it('reads an empty object as no bytes', async () => {
    const object = await only(store, 'empty.json');
    expect(await bytesOf(store, object)).toHaveLength(0);
    const [content] = await collectAll(store.readMany([object], NEVER));
    expect(content?.bytes).toHaveLength(0);
  });

  it('reads thousands of objects, each once and with its own content', async () => {
    const objects = await collectAll(store.list('many/', NEVER));
    const contents = await collectAll(store.readMany(objects, NEVER));
    expect(contents.map(({ object }) => object.key).sort()).toEqual(MANY);
    for (const { object, bytes } of contents) expect(Buffer.from(bytes).toString()).toBe(`content of ${object.key}`);
  });

  it('keeps the bytes of an object apart from those that come later', async () => {
    const objects = await collectAll(store.list('order', NEVER));
    const contents = await collectAll(store.readMany(objects, NEVER));
    contents[0]?.bytes.fill(0);
    for (const { object, bytes } of contents.slice(1)) {
      expect(Buffer.from(bytes).toString()).toBe(`content of ${object.key}`);
    }
  });

  it('gives the version another value when the content changes', async () => {
    await place.put('root-v/a.json', 'first');
    const changing = await place.open('root-v');
    const before = await only(changing, 'a.json');
    expect((await only(changing, 'a.json')).version).toBe(before.version);
    await place.put('root-v/a.json', 'later');
    expect((await only(changing, 'a.json')).version).not.toBe(before.version);
    changing.close();
  });

  it('refuses to read an object that was replaced by one of the same size', async () => {
    await place.put('root-c/a.json', 'first');
    const changing = await place.open('root-c');
    const object = await only(changing, 'a.json');
    await place.put('root-c/a.json', 'later');
    const expected = { kind: 'source', message: `${object.uri} changed while it was being read` };
    await expect(bytesOf(changing, object)).rejects.toMatchObject(expected);
    await expect(collectAll(changing.readMany([object], NEVER))).rejects.toMatchObject(expected);
    changing.close();
  });

  it('says so when an object is gone', async () => {
    await place.put('root-g/a.json', 'first');
    await place.put('root-g/b.json', 'second');
    const changing = await place.open('root-g');
    const object = await only(changing, 'a.json');
    await place.remove('root-g/a.json');
    const expected = { kind: 'source', message: `${object.uri} was listed but is gone now` };
    await expect(bytesOf(changing, object)).rejects.toMatchObject(expected);
    await expect(collectAll(changing.readMany([object], NEVER))).rejects.toMatchObject(expected);
    changing.close();
  });

  it('refuses a root that does not exist', async () => {
    const missing = await place.open('nothing-here');
    await expect(keysOf(missing)).rejects.toMatchObject({ kind: 'usage', message: /^no such folder: .*nothing-here/ });
    missing.close();
  });

  it('stops a listing, a stream and a bulk read with the reason of the abort', async () => {
    const reason = new InterruptedError('SIGINT');
    const aborted = AbortSignal.abort(reason);
    const objects = await collectAll(store.list('many/', NEVER));
    const large = await only(store, 'large.bin');
    await expect(collectAll(store.list('', aborted))).rejects.toBe(reason);
    await expect(collect(store.read(large, aborted))).rejects.toBe(reason);
    await expect(collectAll(store.readMany(objects, aborted))).rejects.toBe(reason);
  });

  it('stops a bulk read and a stream in the middle', async () => {
    const reason = new InterruptedError('SIGTERM');
    const objects = await collectAll(store.list('many/', NEVER));
    const large = await only(store, 'large.bin');
    for (const read of [(s: AbortSignal) => store.readMany(objects, s), (s: AbortSignal) => store.read(large, s)]) {
      const controller = new AbortController();
      let seen = 0;
      const run = async () => {
        for await (const _ of read(controller.signal)) if (++seen === 1) controller.abort(reason);
      };
      await expect(run()).rejects.toBe(reason);
      expect(seen).toBeLessThan(objects.length);
    }
  });

  it('can be left in the middle and used again', async () => {
    const objects = await collectAll(store.list('many/', NEVER));
    for await (const _ of store.list('many/', NEVER)) break;
    for await (const _ of store.readMany(objects, NEVER)) break;
    for await (const _ of store.read(await only(store, 'large.bin'), NEVER)) break;
    expect(await collectAll(store.readMany(objects.slice(0, 200), NEVER))).toHaveLength(200);
  });
});
