import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StageFile, Warehouse } from '../../../src/core/warehouse.ts';
import { openDirectory } from '../../../src/object-stores/directory.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { ownKeys } from '../../../src/records/mapping.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { openStageReader } from '../../../src/stage-reader.ts';
import { expectedOf, type StageOptions, stage, stagedIn, type TestFile } from '../../support/staging.ts';
import {
  countOf,
  execute,
  NEVER,
  openTestWarehouse,
  query,
  stagingRun,
  tempFolder,
  writeFiles,
} from '../../support/warehouse.ts';
import { play, song } from '../../support/world.ts';

const folder = tempFolder();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());
beforeEach(async () => {
  const tables = ['staging_events', 'staging_songs', 'staging_rejects', 'etl_files', 'etl_staged_days'];
  await execute(warehouse, ...tables.map((table) => `delete from ${table}`));
});

const DAY = '2018-11-15';
const NEXT = '2018-11-16';

/** A file of a day: objects become lines, text stands as it is. */
function file(day: string | undefined, ...lines: readonly (object | string)[]): TestFile {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return { content: Buffer.from(text), access: 'together', ...(day === undefined ? {} : { day }) };
}

const stageFiles = (files: readonly TestFile[], options: StageOptions = {}) => stage(warehouse, folder, files, options);
describe('clean data', () => {
  it('is loaded by the engine alone', async () => {
    const files = [
      file(
        DAY,
        play({ song: 'Ünïcode ☂ 😀', artist: 'a"b\\c' }),
        play({ userId: '', firstName: null, registration: 1540919166796.0 }),
      ),
      { ...file(NEXT, play({ ts: 1542326400123 })), access: 'linked' as const },
    ];
    const result = await stageFiles(files);
    expect(result).toMatchObject({ files: 2, rows: 3, rejects: [], recordsRead: 0 });
    expect(await stagedIn(warehouse)).toEqual(await expectedOf(files));
  });

  it('is still tried first, and read exactly only where it is not clean', async () => {
    const files = [file(DAY, play({})), file(NEXT, play({ itemInSession: '7' }), 'junk')];
    expect(await stageFiles(files, { maxErrors: 1 })).toMatchObject({ rows: 2, recordsRead: 2 });
  });

  it('is tagged with the day of its file, not of its events', async () => {
    await stageFiles([file(DAY, play({ ts: Date.parse('2018-12-24T18:00:00.250Z') }))]);
    const [row] = await query(warehouse, 'select log_date, start_time from staging_events');
    expect(row).toEqual({ log_date: DAY, start_time: '2018-12-24 18:00:00.25' });
  });
});

describe('found by comparing with the exact reader', () => {
  it.each([
    [
      'NaN in a text column, however it is spelt',
      ['NaN', '-NaN', 'nan', 'Inf', '-inf', 'INFINITY', '-Infinity'].map((t) =>
        JSON.stringify(play({ artist: 0 })).replace('"artist":0', `"artist":${t}`),
      ),
    ],
    ['the words for it as text', ['NaN', '-nan', 'inf', 'infinity'].map((artist) => play({ artist }))],
    ['a number as text without a digit on one side', ['.5', '5.', '-.5', '5.e1'].map((length) => play({ length }))],
    [
      'what is no JSON under a key that no column has',
      ['NaN', '-inf', '[1,]', '{"a":1,}'].map((t) =>
        JSON.stringify({ ...play({}), x: 0 }).replace('"x":0', `"x":${t}`),
      ),
    ],
    ['two byte order marks', [`\ufeff\ufeff${JSON.stringify(play({}))}`]],
    ['an object that is cut short within a string', [JSON.stringify(play({})).slice(0, -5)]],
  ])('%s', async (_, lines) => {
    for (const line of lines) {
      const files = [file(DAY, line)];
      await stageFiles(files, { maxErrors: 10 });
      expect(await stagedIn(warehouse), String(line)).toEqual(await expectedOf(files));
    }
  });
});

it.each([[], ['junk']])('notes which file each is from, however many DuckDB is given at once', async (...junk) => {
  // Parts of about 2 MB, and files that have one for themselves.
  const access = (n: number) => (n % 700 === 5 ? 'linked' : n % 700 === 6 ? 'streamed' : 'together');
  const rowsOf = (n: number) => (access(n) === 'together' ? n % 3 : 20_000);
  const files = Array.from({ length: 2400 }, (_, n): TestFile => {
    const lines = Array.from({ length: rowsOf(n) }, (_, row) =>
      song({ song_id: `SO${row}`, title: `test:${n}.json`, artist_location: 'x'.repeat(700 - rowsOf(n) / 30) }),
    );
    return { ...file(undefined, ...lines, ...(n === 1000 ? junk : [])), access: access(n) };
  });
  const { rows } = await stageFiles(files, { dataset: SONGS, maxErrors: 1 });
  expect(rows).toBe(files.reduce((sum, _, n) => sum + rowsOf(n), 0));
  expect(await countOf(warehouse, 'staging_songs')).toBe(rows);
  expect(await countOf(warehouse, 'staging_songs where file_name is null or file_name <> title')).toBe(0);
});

it('takes thousands of tiny files', async () => {
  const files = Array.from({ length: 3000 }, (_, n) => file(undefined, song({ song_id: `SO${n}`, title: `t${n}` })));
  expect(await stageFiles(files, { dataset: SONGS })).toMatchObject({ files: 3000, rows: 3000, recordsRead: 0 });
  files[1500] = file(undefined, song({ song_id: 'SO1500' }), 'junk');
  const result = await stageFiles(files, { dataset: SONGS, maxErrors: 1 });
  expect(result).toMatchObject({ rows: 3000, rejects: [{ file: 'test:1500.json', line: 2 }] });
});

describe('real files', () => {
  it('of all sizes, compressed or not, with names that DuckDB would take for patterns', async () => {
    const place = join(folder, 'place [x]*');
    const line = `${JSON.stringify(play({}))}\n`;
    writeFiles(place, {
      'small [1]?.json': line.repeat(3),
      "it's.json": line.repeat(400),
      'packed.json.gz': gzipSync(line.repeat(700)),
      'empty.json': '',
      'empty.json.gz.gz': '',
      'über ☂.json': line.repeat(200),
    });
    const store = openDirectory(place);
    const files: StageFile[] = [];
    for await (const objects of store.list('', NEVER)) files.push(...objects.map((object) => ({ object, day: DAY })));
    const reader = openStageReader(store, EVENTS, ownKeys(EVENTS));
    const load = { dataset: EVENTS, files, days: [DAY], maxErrors: 0, reader, run: stagingRun(), onProgress: () => {} };
    expect(await warehouse.stage(load, NEVER)).toMatchObject({ files: 6, rows: 3 + 400 + 700 + 200 });
    const size = files.reduce((sum, { object }) => sum + object.size, 0);
    expect((await warehouse.stage(load, NEVER)).bytes).toBe(size);
    expect(await countOf(warehouse, 'staging_events')).toBe(1303);
  });
});

it('an abort loads nothing and gives its own reason', async () => {
  await stageFiles([file(DAY, play({ sessionId: 1 }))]);
  const controller = new AbortController();
  const reason = new Error('stopped');
  const files = [file(DAY, play({ sessionId: 2 }), 'junk')];
  const work = stageFiles(files, {
    maxErrors: 5,
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await expect(work).rejects.toBe(reason);
  expect(await query(warehouse, 'select sessionid from staging_events')).toEqual([{ sessionid: '1' }]);
  expect(await countOf(warehouse, 'staging_rejects')).toBe(0);
});
