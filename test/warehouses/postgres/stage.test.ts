import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { EVENTS } from '../../../src/records/events.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { dirtyFiles } from '../../support/dirty-json.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn } from '../../support/postgres-warehouse.ts';
import { expectedOf, type StageOptions, stage, stagedIn, type TestFile } from '../../support/staging.ts';
import { countOf, execute, query, tempFolder } from '../../support/warehouse.ts';
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
});

it('sets more rejects aside than one statement takes', async () => {
  const lines = Array.from({ length: 1200 }, (_, n) => (n % 2 === 0 ? `junk ${n}` : play({ sessionId: n })));
  const files = [file(DAY, ...lines)];
  expect(await stageFiles(files, { maxErrors: 600 })).toMatchObject({ rows: 600 });
  expect(await stagedIn(warehouse)).toEqual(await expectedOf(files));
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
