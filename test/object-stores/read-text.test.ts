import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, parseLocation, readText } from '../../src/object-stores/index.ts';
import { type S3Server, startS3 } from '../support/s3.ts';
import { BUCKET, keysOf, NEVER } from './fixtures.ts';

const JSONPATHS = '{"jsonpaths": ["$[\'artist\']", "$[\'ünï\']"]}\n';
let server: S3Server;
let folder: string;

beforeAll(async () => {
  server = await startS3();
  Object.assign(process.env, server.environment);
  folder = mkdtempSync(join(tmpdir(), 'read-text-'));
  mkdirSync(join(folder, 'conf'));
  await server.createBucket(BUCKET);
  const files: Record<string, string | Uint8Array> = {
    'conf/paths.json': JSONPATHS,
    'conf/paths.json.bak': 'old',
    'conf/empty.json': '',
    'conf/large.json': Buffer.alloc(1024 * 1024 + 1, ' '),
    'conf/limit.json': Buffer.alloc(1024 * 1024, ' '),
    'conf/latin1.json': Buffer.from([0x7b, 0xe9, 0x7d]),
    'top.json': 'top',
  };
  await server.putAll(BUCKET, files);
  for (const [key, content] of Object.entries(files)) writeFileSync(join(folder, key), content);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

describe.each([
  ['a folder', () => folder],
  ['a bucket', () => `s3://${BUCKET}`],
])('the text of one file in %s', (_, root) => {
  const read = (key: string) => readText(parseLocation(`${root()}/${key}`), { environment: process.env }, NEVER);

  it('is read', async () => {
    expect(await read('conf/paths.json')).toBe(JSONPATHS);
    expect(await read('top.json')).toBe('top');
    expect(await read('conf/empty.json')).toBe('');
    expect(await read('conf/limit.json')).toHaveLength(1024 * 1024);
  });

  it.each([
    ['conf/path', /no such file: .*conf\/path$/],
    ['conf/paths', /no such file: .*conf\/paths$/],
    ['conf', /no such file: .*conf$/],
    ['missing/paths.json', /no such folder: .*missing/],
    ['conf/large.json', /large\.json is too large: 1048577 bytes/],
    ['conf/latin1.json', /latin1\.json is not UTF-8 text/],
  ])('is refused for %s', async (key, message) => {
    await expect(read(key)).rejects.toMatchObject({ kind: 'usage', message });
  });
});

it('a bucket is not a file', async () => {
  const location = parseLocation(`s3://${BUCKET}/`);
  const expected = { kind: 'usage', message: `s3://${BUCKET}/ names a bucket, not an object in it` };
  await expect(readText(location, { environment: process.env }, NEVER)).rejects.toMatchObject(expected);
});

it('opens the kind of store that a location names', async () => {
  for (const root of [`${folder}/conf`, `s3://${BUCKET}/conf`, `file://${folder}/conf`]) {
    const store = await openStore(parseLocation(root), { environment: process.env });
    expect(await keysOf(store, 'paths')).toEqual(['paths.json', 'paths.json.bak']);
    store.close();
  }
});
