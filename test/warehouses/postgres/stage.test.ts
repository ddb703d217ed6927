import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Figures } from '../../../src/core/event.ts';
import type { StageFile } from '../../../src/core/warehouse.ts';
import { openDirectory } from '../../../src/object-stores/directory.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { ownKeys } from '../../../src/records/mapping.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { openStageReader } from '../../../src/stage-reader.ts';
import { dirtyFiles } from '../../support/dirty-json.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn } from '../../support/postgres-warehouse.ts';
import { expectedOf, type StageOptions, stage, stagedIn, type TestFile } from '../../support/staging.ts';
import { countOf, execute, NEVER, query, stagingRun, tempFolder, writeFiles } from '../../support/warehouse.ts';
import { play, song } from '../../support/world.ts';

const database = await createTestDatabase();
const warehouse = await makeWarehouseOn(database);
const folder = tempFolder();
const STAGED = ['staging_events', 'staging_songs', 'staging_rejects', 'etl_files', 'etl_staged_days'];
beforeEach(() => execute(warehouse, ...STAGED.map((table) => `delete from ${table}`)));

const DAY = '2018-11-15';
const NEXT = '2018-11-16';

/** A file of a day: objects become lines, text stands as it is. */
function file(day: string | undefined, ...lines: readonly (object | string)[]): TestFile {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return { content: Buffer.from(text), access: 'together', ...(day === undefined ? {} : { day }) };
}

const stageFiles = (files: readonly TestFile[], options: StageOptions = {}) => stage(warehouse, folder, files, options);
const stagedDays = async () =>
  (await query(warehouse, 'select log_date from etl_staged_days order by 1')).map((row) => row.log_date);

describe('PostgreSQL gets what the exact reader reads', () => {
  const access = fc.constantFrom<TestFile['access']>('together', 'streamed', 'linked');
  const days = fc.constantFrom(DAY, NEXT);

  it.each([
    ['of event logs', EVENTS, fc.record({ content: dirtyFiles(EVENTS), day: days, access })],
    ['of song files', SONGS, fc.record({ content: dirtyFiles(SONGS), access })],
  ] as const)('%s', async (_, dataset, anyFile) => {
    const files = fc.array(anyFile as fc.Arbitrary<TestFile>, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(files, async (each) => {
        await execute(
          warehouse,
          `delete from ${dataset.table}`,
          'delete from staging_rejects',
          'delete from etl_files',
        );
        await stageFiles(each, { dataset, maxErrors: 1000 });
        expect(await stagedIn(warehouse, dataset)).toEqual(await expectedOf(each, dataset));
      }),
      { numRuns: 60 },
    );
  });

  it('with every text that COPY would take for something else, and numbers at their limits', async () => {
    const files = [
      file(
        DAY,
        play({ song: 'a\tb\nc\rd\\e\\N', artist: '\\.', userAgent: 'Mozilla/5.0 "x" 😀 é \u2028', firstName: '\\N' }),
        play({ level: '', lastName: null, userId: '', length: 5e-324, registration: 1.7976931348623157e308 }),
        play({ ts: 0, sessionId: Number.MAX_SAFE_INTEGER, itemInSession: -(2 ** 31), status: 2 ** 31 - 1 }),
        play({ ts: 253402300799999, userId: '-9007199254740991', length: -0.1, artist: 'x'.repeat(1024) }),
      ),
    ];
    expect(await stageFiles(files)).toMatchObject({ rows: 4, rejects: [] });
    expect(await stagedIn(warehouse)).toEqual(await expectedOf(files));
    const [first] = await query(warehouse, 'select log_date, min(start_time) as first from staging_events group by 1');
    expect(first).toEqual({ log_date: DAY, first: '1970-01-01 00:00:00' });
  });

  it('of files of all sizes, compressed or not', async () => {
    const place = join(folder, 'place');
    const line = `${JSON.stringify(play({}))}\n`;
    writeFiles(place, {
      'small.json': line.repeat(3),
      'large.json': line.repeat(4000),
      'packed.json.gz': gzipSync(line.repeat(700)),
      'empty.json': '',
      'empty.json.gz': '',
    });
    const store = openDirectory(place);
    const files: StageFile[] = [];
    for await (const objects of store.list('', NEVER)) files.push(...objects.map((object) => ({ object, day: DAY })));
    const reader = openStageReader(store, EVENTS, ownKeys(EVENTS));
    const load = { dataset: EVENTS, files, days: [DAY], maxErrors: 0, reader, run: stagingRun(), onProgress: () => {} };
    const bytes = files.reduce((sum, { object }) => sum + object.size, 0);
    expect(await warehouse.stage(load, NEVER)).toMatchObject({ files: 5, rows: 4703, bytes });
    expect(await warehouse.stage(load, NEVER)).toMatchObject({ files: 5, rows: 4703, bytes });
    expect(await countOf(warehouse, 'staging_events')).toBe(4703);
  });
});

it('tells how far it is', async () => {
  const figures: Figures[] = [];
  const files = [file(DAY, play({})), file(DAY, play({}), play({}), 'junk')];
  const { bytes } = await stageFiles(files, { maxErrors: 1, onProgress: (each) => figures.push(each) });
  expect(bytes).toBe(files.reduce((sum, { content }) => sum + content.byteLength, 0));
  expect(figures.at(-1)).toEqual({ files: 2, filesTotal: 2, rows: 3, bytes, rejected: 1 });
});

describe('staging a day', () => {
  it('replaces that day and no other, and lists each once', async () => {
    await stageFiles([file(DAY, play({ sessionId: 1 }), play({ sessionId: 2 })), file(NEXT, play({ sessionId: 3 }))]);
    await stageFiles([file(DAY, play({ sessionId: 4 }))]);
    const rows = await query(warehouse, 'select log_date, sessionid from staging_events order by 1');
    expect(rows).toEqual([
      { log_date: DAY, sessionid: '4' },
      { log_date: NEXT, sessionid: '3' },
    ]);
    expect(await stagedDays()).toEqual([DAY, NEXT]);
  });

  it('replaces its rejects, not those of others', async () => {
    await stageFiles([file(DAY, 'junk', play({})), file(NEXT, 'junk')], { maxErrors: 2 });
    await stageFiles([file(undefined, 'junk', song({}))], { dataset: SONGS, maxErrors: 1 });
    await stageFiles([file(DAY, play({}))]);
    const rows = await query(warehouse, 'select table_name, log_date from staging_rejects order by 1');
    expect(rows).toEqual([
      { table_name: 'staging_events', log_date: NEXT },
      { table_name: 'staging_songs', log_date: null },
    ]);
  });

  it('sets more rejects aside than one statement takes', async () => {
    const lines = Array.from({ length: 1200 }, (_, n) => (n % 2 === 0 ? `junk ${n}` : play({ sessionId: n })));
    const files = [file(DAY, ...lines)];
    expect(await stageFiles(files, { maxErrors: 600 })).toMatchObject({ rows: 600 });
    expect(await stagedIn(warehouse)).toEqual(await expectedOf(files));
  });

  it('with an empty file makes it a day without events', async () => {
    await stageFiles([file(DAY, play({}))]);
    expect(await stageFiles([file(DAY, '')])).toMatchObject({ rows: 0, rejects: [] });
    expect(await countOf(warehouse, 'staging_events')).toBe(0);
    expect(await stagedDays()).toEqual([DAY]);
  });
});

describe('staging songs', () => {
  const songs = (...rows: readonly (object | string)[]) => stageFiles([file(undefined, ...rows)], { dataset: SONGS });
  const titles = async () => (await query(warehouse, 'select title from staging_songs order by 1')).map((r) => r.title);

  it('replaces what the same file gave before, and keeps what is from others', async () => {
    const titled = (id: string, title: string) => song({ song_id: id, title });
    const other = file(undefined, titled('SO1', 'of another file'));
    await stageFiles([file(undefined, titled('SO1', 'a'), titled('SO1', 'b'), titled('SO2', 'c')), other], {
      dataset: SONGS,
    });
    await songs(titled('SO1', 'd'), titled('SO3', 'e'));
    expect(await titles()).toEqual(['d', 'e', 'of another file']);
  });

  it('can be done again on the same connection, and after a failure', async () => {
    await songs(song({}));
    await expect(songs(song({}), 'junk')).rejects.toThrow('1 record');
    await songs(song({ title: 'again' }));
    expect(await titles()).toEqual(['again']);
  });

  it('takes thousands of tiny files', async () => {
    const files = Array.from({ length: 3000 }, (_, n) => file(undefined, song({ song_id: `SO${n}`, title: `t${n}` })));
    files[1500] = file(undefined, song({ song_id: 'SO1500' }), 'junk');
    const result = await stageFiles(files, { dataset: SONGS, maxErrors: 1 });
    expect(result).toMatchObject({ files: 3000, rows: 3000, rejects: [{ file: 'test:1500.json', line: 2 }] });
    expect(await countOf(warehouse, 'staging_songs')).toBe(3000);
    const ownFile = "'test:' || substring(song_id from 3) || '.json'";
    expect(await countOf(warehouse, `staging_songs where file_name = ${ownFile}`)).toBe(3000);
  });
});

it('events and songs are staged at once, each in a transaction of its own', async () => {
  const events = [file(DAY, ...Array.from({ length: 500 }, (_, n) => play({ sessionId: n })), 'junk')];
  const songs = Array.from({ length: 500 }, (_, n) => file(undefined, song({ song_id: `SO${n}` })));
  const loads = [
    stageFiles(events, { maxErrors: 1 }),
    stageFiles([...songs, file(undefined, 'junk')], { dataset: SONGS }),
  ];
  const [ofEvents, ofSongs] = await Promise.allSettled(loads);
  expect(ofEvents).toMatchObject({ status: 'fulfilled', value: { rows: 500 } });
  expect(ofSongs).toMatchObject({ status: 'rejected', reason: { kind: 'badData' } });
  expect(await countOf(warehouse, 'staging_events')).toBe(500);
  expect(await countOf(warehouse, 'staging_songs')).toBe(0);
});
