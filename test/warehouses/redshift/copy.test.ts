import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkArea } from '../../../src/core/object-store.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { manifestOf } from '../../../src/warehouses/redshift/copy/manifest.ts';
import { Packer, partSize } from '../../../src/warehouses/redshift/copy/pack.ts';
import { type CopySettings, type CopySource, copyStatement } from '../../../src/warehouses/redshift/copy/statement.ts';
import { WorkFolder } from '../../../src/warehouses/redshift/copy/work-folder.ts';
import { NEVER } from '../../support/warehouse.ts';

const SOURCE: CopySource = { uri: 's3://bucket/log/a.json', isManifest: false, isGzip: false, jsonPaths: undefined };
const SETTINGS: CopySettings = {
  ...{ access: { kind: 'role', role: 'default' }, environment: {}, region: 'us-west-2', maxErrors: 0 },
};
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'se/cr+et=' };

const copy = (source: Partial<CopySource> = {}, settings: Partial<CopySettings> = {}) =>
  copyStatement(SONGS, { ...SOURCE, ...source }, { ...SETTINGS, ...settings }).sql;

describe('a COPY', () => {
  it('says all that matters, and no more', () => {
    expect(copy()).toBe(
      [
        'copy incoming_songs (num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year)',
        "from 's3://bucket/log/a.json'",
        'iam_role default',
        "format as json 'auto ignorecase'",
        "region 'us-west-2'",
        'compupdate off statupdate off',
      ].join('\n'),
    );
  });

  it.each<[string, Partial<CopySource>, Partial<CopySettings>]>([
    ["format as json 's3://b-1/paths.json'\n", { jsonPaths: 's3://b-1/paths.json' }, {}],
    ['\nmanifest\ngzip\n', { isManifest: true, isGzip: true }, {}],
    ['\nmaxerror 6\n', {}, { maxErrors: 5 }],
    ['\nmaxerror 100000\n', {}, { maxErrors: 1_000_000 }],
    [
      "\niam_role 'arn:aws:iam::123456789012:role/a/b,arn:aws-cn:iam::210987654321:role/c'\n",
      {},
      { access: { kind: 'role', role: 'arn:aws:iam::123456789012:role/a/b,arn:aws-cn:iam::210987654321:role/c' } },
    ],
    ["\naccess_key_id 'AKIDTEST' secret_access_key 'se/cr+et='\n", {}, { access: { kind: 'keys' }, environment: KEYS }],
    [
      " session_token 'to/ken'\n",
      {},
      { access: { kind: 'keys' }, environment: { ...KEYS, AWS_SESSION_TOKEN: 'to/ken' } },
    ],
    ["region 'us-gov-east-1'", {}, { region: 'us-gov-east-1' }],
  ])('may hold %j', (part, source, settings) => {
    expect(copy(source, settings)).toContain(part);
  });

  it.each<[string, Partial<CopySource>, Partial<CopySettings>, RegExp]>([
    ['a quote', { uri: "s3://bucket/it's" }, {}, /"s3:\/\/bucket\/it's" .* a quote/],
    ['a backslash', { uri: 's3://bucket/a\\b' }, {}, /a backslash/],
    ['a line feed', { uri: 's3://bucket/a\nb' }, {}, /a control character/],
    ['a JSONPaths file with a quote', { jsonPaths: "s3://bucket/'" }, {}, /a quote/],
    ['a path', { uri: '/tmp/a.json' }, {}, /no object in S3/],
    ['a bucket with a quote', { uri: "s3://b'/a" }, {}, /no object in S3/],
    ['no role', {}, { access: undefined }, /no role for COPY/],
    ['a name for a role', {}, { access: { kind: 'role', role: 'reader' } }, /"reader" is not the ARN/],
    [
      'blanks between roles',
      {},
      { access: { kind: 'role', role: 'arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b' } },
      /is not the ARN/,
    ],
    [
      'a role with a quote',
      {},
      { access: { kind: 'role', role: "arn:aws:iam::123456789012:role/a'" } },
      /is not the ARN/,
    ],
    ['no keys', {}, { access: { kind: 'keys' } }, /the environment has none/],
    ['another word for a region', {}, { region: "us'west" }, /is not an AWS region/],
  ])('is refused with %s', (_, source, settings, message) => {
    expect(() => copy(source, settings)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });

  it('is refused for keys that are none, without telling them', () => {
    const environment = { ...KEYS, AWS_SECRET_ACCESS_KEY: "x'; drop table songs; --" };
    expect(() => copy({}, { access: { kind: 'keys' }, environment })).toThrow(
      /^AWS_SECRET_ACCESS_KEY holds characters/,
    );
  });

  it('is known by a name without any of it', () => {
    expect(copyStatement(EVENTS, SOURCE, SETTINGS)).toMatchObject({ name: 'copy incoming_events', values: [] });
  });
});

it('a manifest makes every object mandatory, whatever its name', () => {
  const uris = ['s3://b/it\'s "q" \\ ☂.json', 's3://b/2'];
  expect(JSON.parse(Buffer.from(manifestOf(uris)).toString())).toEqual({
    entries: uris.map((url) => ({ url, mandatory: true })),
  });
});

/** A work area in memory. */
function openArea(changes: Partial<WorkArea> = {}) {
  const objects = new Map<string, Uint8Array>();
  const area: WorkArea = {
    location: 's3://bucket/tmp/',
    async put(key, bytes) {
      await new Promise((resolve) => setImmediate(resolve));
      objects.set(`s3://bucket/tmp/${key}`, bytes);
      return `s3://bucket/tmp/${key}`;
    },
    async remove(uris) {
      for (const uri of uris) objects.delete(uri);
    },
    ...changes,
  };
  return { area, objects };
}

const linesOf = (bytes: Uint8Array | undefined) =>
  gunzipSync(bytes ?? '')
    .toString()
    .trimEnd()
    .split('\n');

describe('packing', () => {
  it('makes parts of the size that the total asks for', () => {
    const MB = 1024 * 1024;
    expect([0, 3 * MB, 80 * MB, 80_000 * MB].map(partSize)).toEqual([MB, MB, 10 * MB, 64 * MB]);
  });

  it('puts every line into a part once, in their order, and knows where each came from', async () => {
    const files = fc.array(fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 20 }), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 300 }), async (contents, size) => {
        const { area, objects } = openArea();
        const packer = new Packer(new WorkFolder(area), 'songs', size, NEVER);
        const wanted: [string, string, number][] = [];
        for (const [n, texts] of contents.entries()) {
          for (const [m, text] of texts.entries()) {
            wanted.push([JSON.stringify({ text }), `file ${n}`, m + 1]);
            await packer.add(JSON.stringify({ text }), `file ${n}`, m + 1);
          }
        }
        const { uris, rows, map } = await packer.finish();
        const found = [...uris]
          .sort((a, b) => Number(/-(\d+)\.json/.exec(a)?.[1]) - Number(/-(\d+)\.json/.exec(b)?.[1]))
          .flatMap((uri) =>
            linesOf(objects.get(uri)).map((line, n) => {
              const origin = map.originOf(uri, n + 1);
              return [line, origin?.file, origin?.record];
            }),
          );
        expect(rows).toBe(wanted.length);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it('stores three parts at a time, no more', async () => {
    let waiting: (() => void)[] = [];
    let most = 0;
    // None is done before three are under way.
    const put = async (key: string) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
        if (waiting.length < 3) return;
        for (const release of waiting) release();
        waiting = [];
      });
      return key;
    };
    const packer = new Packer(new WorkFolder(openArea({ put }).area), 'songs', 10, NEVER);
    for (let n = 0; n < 99; n++) await packer.add('0123456789', 'file', n + 1);
    expect((await packer.finish()).uris).toHaveLength(99);
    expect(most).toBe(3);
  });

  it('fails with what storing failed with', async () => {
    const { area } = openArea({ put: () => Promise.reject(new Error('full')) });
    const packer = new Packer(new WorkFolder(area), 'songs', 10, NEVER);
    const work = (async () => {
      for (let n = 0; n < 100; n++) await packer.add('0123456789', 'file', n + 1);
      return packer.finish();
    })();
    await expect(work).rejects.toThrow('full');
  });

  it('of nothing stores nothing', async () => {
    const { area, objects } = openArea();
    expect(await new Packer(new WorkFolder(area), 'songs', 10, NEVER).finish()).toMatchObject({ uris: [], rows: 0 });
    expect(objects.size).toBe(0);
  });
});

describe('the folder of a load', () => {
  it('is its own, and removed as a whole, with what was still on its way', async () => {
    const { area, objects } = openArea();
    const [one, other] = [new WorkFolder(area), new WorkFolder(area)];
    const uri = await one.put('a', Buffer.from('1'), NEVER);
    expect(await other.put('a', Buffer.from('2'), NEVER)).not.toBe(uri);
    void one.putManifest('late', [uri], NEVER);
    await one.remove();
    expect([...objects.values()].map(String)).toEqual(['2']);
  });

  it('also removes what may have been stored although the answer was lost', async () => {
    const { area, objects } = openArea();
    const lossy = {
      ...area,
      put: async (...args: Parameters<WorkArea['put']>) => {
        await area.put(...args);
        throw new Error('lost');
      },
    };
    const folder = new WorkFolder(lossy);
    await expect(folder.put('a', Buffer.from('1'), NEVER)).rejects.toThrow('lost');
    expect(objects.size).toBe(1);
    await folder.remove();
    expect(objects.size).toBe(0);
  });
});
