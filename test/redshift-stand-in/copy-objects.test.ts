import { gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROLE } from '../support/redshift/copy/test-context.ts';
import type { CopyContext } from '../support/redshift/copy/types.ts';
import { useCopy } from '../support/redshift/copy/use-copy.ts';

const bench = await useCopy('data', 'elsewhere');
const { database, failure } = bench;

beforeAll(async () => {
  await bench.s3().putAll('data', {
    'log/2018-11-1-events.json': '{"n": 1}',
    'log/2018-11-10-events.json': '{"n": 10}',
    'log/2018-11-11/': '',
    'log/2018-11-11/part-1': '{"n": 11}',
    'packed/a.gz': gzipSync('{"n": 21}{"n": 22}'),
    'packed/b': Buffer.concat([gzipSync('{"n": 23}'), gzipSync('\n{"n": 24}')]),
    'plain.json': '{"n": 1}',
    "odd/it's a b+c?.json": '{"n": 31}',
  });
  await database.query('create table t (n integer)');
});
beforeEach(() => database.query('delete from t'));

const load = (path: string, clauses = '', changes: Partial<CopyContext> = {}) =>
  bench.session().copy(`copy t from 's3://${path}' iam_role '${ROLE}' json ${clauses}`, changes);

async function numbers(): Promise<number[]> {
  const rows = await database.query<{ n: number }>('select n from t order by n');
  return rows.map(({ n }) => n);
}

describe('a prefix', () => {
  it('is no folder: it loads every key that starts with it', async () => {
    expect(await load('data/log/2018-11-1')).toEqual({
      loaded: 3,
      notices: ["Load into table 't' completed, 3 record(s) loaded successfully."],
    });
    expect(await numbers()).toEqual([1, 10, 11]);
    await load('data/log/2018-11-1-events.json');
    expect(await numbers()).toEqual([1, 1, 10, 11]);
  });

  it('can have any characters', async () => {
    await load("data/odd/it''s a b+c?");
    expect(await numbers()).toEqual([31]);
  });

  it('of an empty object counts as a file, or is passed over', async () => {
    await load('data/log/2018-11-11');
    await load('data/log/2018-11-11', '', { behaviour: { folderPlaceholders: 'skip' } });
    const files = await database.query('select file_name from redshift.load_files order by query_id, file_name');
    expect(files.map(({ file_name }) => file_name)).toEqual([
      's3://data/log/2018-11-11/',
      's3://data/log/2018-11-11/part-1',
      's3://data/log/2018-11-11/part-1',
    ]);
  });

  it('is listed to its end, page after page', async () => {
    const keys = Array.from({ length: 1005 }, (_, n) => `many/${n}.json`);
    await bench.s3().putAll('data', Object.fromEntries(keys.map((key, n) => [key, `{"n":${n}}`])));
    expect((await load('data/many/')).loaded).toBe(1005);
    expect(await numbers()).toEqual(keys.map((_, n) => n));
  });

  it('without objects is an error, told without the bucket', async () => {
    const begun = bench.session().begun();
    const error = await failure(load('data/log/2019-', '', { queryId: 634029, pid: 29509 }));
    expect(error).toMatchObject({
      message: "The specified S3 prefix 'log/2019-' does not exist",
      code: 'XX000',
      routine: 'pg_throw',
    });
    expect(error.detail).toBe(
      [
        '  ',
        '  -----------------------------------------------',
        "  error:  The specified S3 prefix 'log/2019-' does not exist",
        '  code:      8001',
        '  context:   ',
        '  query:     634029',
        '  location:  s3_utility.cpp:568',
        '  process:   padbmaster [pid=29509]',
        '  -----------------------------------------------',
        '',
      ].join('\n'),
    );
    expect(bench.session().begun()).toBe(begun);
  });
});

describe('a manifest', () => {
  const manifest = (entries: readonly unknown[]) => JSON.stringify({ entries });
  const entry = (key: string, mandatory?: boolean) => ({
    url: `s3://data/${key}`,
    ...(mandatory === undefined ? {} : { mandatory }),
    meta: { content_length: 5 },
  });
  const loadManifest = async (text: string | Uint8Array) => {
    await bench.s3().put('data', 'm.manifest', text);
    return load('data/m.manifest', 'manifest');
  };

  it('loads exactly its files, those listed twice twice', async () => {
    const keys = ['log/2018-11-1-events.json', 'plain.json', 'plain.json'];
    expect((await loadManifest(manifest(keys.map((key) => entry(key, true))))).loaded).toBe(3);
    expect(await numbers()).toEqual([1, 1, 1]);
  });

  it('leaves out what is missing, unless it is mandatory or nothing is left', async () => {
    await loadManifest(manifest([entry('none.json'), entry('plain.json'), entry('none.json', false)]));
    expect(await numbers()).toEqual([1]);
    await database.query('delete from t');
    const missing =
      /^S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey,Rid .*,CanRetry 1$/;
    const needed = await failure(loadManifest(manifest([entry('plain.json'), entry('none.json', true)])));
    expect(needed).toMatchObject({ code: 'XX000', message: expect.stringMatching(missing) });
    expect(needed.detail).toContain('context:   S3 key being read : s3://data/none.json');
    expect((await failure(loadManifest(manifest([entry('none.json')])))).message).toMatch(/^No files found/);
  });

  it('names full keys, not prefixes', async () => {
    expect((await failure(loadManifest(manifest([entry('log/2018-11-1', true)])))).message).toContain('NoSuchKey');
  });

  it.each([
    ['not JSON', 'x'],
    ['not a manifest', '{"files":[]}'],
    ['packed', gzipSync('{"entries":[]}')],
    ['with a URL of something else', manifest([{ url: 'https://data/plain.json' }])],
    ['with mandatory as text', manifest([{ url: 's3://data/plain.json', mandatory: 'true' }])],
  ])('that is %s is refused', async (_, text) => {
    expect((await failure(loadManifest(text))).message).toBe('Manifest file is not in correct json format');
  });

  it('that is missing is told from a missing file', async () => {
    const message = /^Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,/;
    expect((await failure(load('data/none.manifest', 'manifest'))).message).toMatch(message);
    const fullPath = 'COPY with MANIFEST parameter requires full path of an S3 object';
    expect((await failure(load('data/log/', 'manifest'))).message).toBe(fullPath);
  });
});

describe('GZIP', () => {
  it('unpacks every file, whatever its name, all members of it', async () => {
    expect((await load('data/packed/', 'gzip')).loaded).toBe(4);
    expect(await numbers()).toEqual([21, 22, 23, 24]);
  });

  it('fails on what is not packed', async () => {
    expect(await failure(load('data/plain.json', 'gzip'))).toMatchObject({
      message: 'Unknown zlib error code.  zlib error code: -3',
      detail: expect.stringContaining('s3://data/plain.json'),
    });
  });

  it('fails on what is cut short', async () => {
    await bench.s3().put('data', 'cut.gz', gzipSync('{"n": 1}'.repeat(1000)).subarray(0, -12));
    expect((await failure(load('data/cut.gz', 'gzip'))).message).toBe('Unknown zlib error code.  zlib error code: -5');
  });

  it('is not found out: packed files without it are bad data', async () => {
    const { message } = await failure(load('data/packed/'));
    expect(message).toBe("Load into table 't' failed.  Check 'stl_load_errors' system table for details.");
  });
});
