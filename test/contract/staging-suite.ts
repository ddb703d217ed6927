import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EtlError } from '../../src/core/errors.ts';
import type { Figures } from '../../src/core/event.ts';
import { execute, query, writeFiles } from '../support/warehouse.ts';
import { play, type RunResult, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

const [DAY, NEXT] = ['2018-11-15', '2018-11-16'] as const;
const STAGED = ['staging_events', 'staging_songs', 'staging_rejects', 'etl_files', 'etl_staged_days'];

/** Lines of a file: objects become JSON, text stands as it is. */
type Lines = readonly (object | string)[];
type Files = Readonly<Record<string, string | Uint8Array>>;

/** What staging puts into its tables, and takes out of them, whatever the engine. */
export function describeStaging(engine: Engine): void {
  let world: World;
  beforeAll(async () => {
    world = await engine.open({ LOG_PATTERN: '%Y-%m-%d/*.json' });
    expect((await world.command('create-tables')).exitCode).toBe(0);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    for (const source of ['log_data', 'song_data'])
      rmSync(join(world.folder, source), { recursive: true, force: true });
    await execute(world.warehouse, ...STAGED.map((table) => `delete from ${table}`));
  });

  /** Stages the days, of which nothing but these files is there. */
  function stageFiles(days: Readonly<Record<string, Files>>, maxErrors = 0): Promise<RunResult> {
    rmSync(join(world.folder, 'log_data'), { recursive: true, force: true });
    for (const [day, files] of Object.entries(days)) writeFiles(join(world.folder, 'log_data', day), files);
    return world.command('stage', { kind: 'list', days: Object.keys(days) }, { only: 'events', maxErrors });
  }

  /** The same, with one file a day. */
  function stageDays(days: Readonly<Record<string, Lines>>, maxErrors = 0): Promise<RunResult> {
    const files = Object.entries(days).map(([day, lines]) => [day, { 'log.json': textOf(lines) }] as const);
    return stageFiles(Object.fromEntries(files), maxErrors);
  }

  /** Stages songs, all in one file of which the name is never the same twice. */
  function stageSongs(lines: Lines, maxErrors = 0): Promise<RunResult> {
    rmSync(join(world.folder, 'song_data'), { recursive: true, force: true });
    files += 1;
    writeFiles(join(world.folder, 'song_data'), { [`songs-${files}.json`]: textOf(lines) });
    return world.command('stage', undefined, { only: 'songs', maxErrors });
  }
  let files = 0;

  const select = (sql: string) => query(world.warehouse, sql);
  const valuesOf = async (column: string, table: string) =>
    (await select(`select cast(${column} as varchar(100)) as v from ${table} order by 1`)).map(({ v }) => v);
  const stagedDays = () => valuesOf('log_date', 'etl_staged_days');
  const sessions = () => valuesOf('sessionid', 'staging_events');

  describe('staging a day', () => {
    it('replaces that day and no other, and lists each once', async () => {
      await succeed(
        stageDays({ [DAY]: [play({ sessionId: 1 }), play({ sessionId: 2 })], [NEXT]: [play({ sessionId: 3 })] }),
      );
      await succeed(stageDays({ [DAY]: [play({ sessionId: 4 })] }));
      const rows = await select(
        'select cast(log_date as varchar(10)) as day, cast(sessionid as varchar(9)) as s from staging_events order by 1',
      );
      expect(rows).toEqual([
        { day: DAY, s: '4' },
        { day: NEXT, s: '3' },
      ]);
      expect(await stagedDays()).toEqual([DAY, NEXT]);
    });

    it('replaces its rejects, not those of others', async () => {
      await succeed(stageDays({ [DAY]: ['junk', play({})], [NEXT]: ['junk'] }, 2));
      await succeed(stageSongs(['junk', song({})], 1));
      await succeed(stageDays({ [DAY]: [play({})] }));
      const rows = await select(
        'select table_name, cast(log_date as varchar(10)) as day from staging_rejects order by table_name',
      );
      expect(rows).toEqual([
        { table_name: 'staging_events', day: NEXT },
        { table_name: 'staging_songs', day: null },
      ]);
    });

    it.each([
      ['an empty file', ''],
      ['blank lines only', '\n \r\n\t\n'],
      ['a byte order mark only', '\ufeff'],
    ])('with %s makes it a day without events', async (_, content) => {
      await succeed(stageDays({ [DAY]: [play({})] }));
      const { summary } = await succeed(stageDays({ [DAY]: [content] }));
      expect(summary).toMatchObject({ recordsRead: 0, recordsLoaded: 0, recordsRejected: 0 });
      expect(await sessions()).toEqual([]);
      expect(await stagedDays()).toEqual([DAY]);
    });

    it('with nothing but rejects sets them all aside', async () => {
      const { summary } = await succeed(stageDays({ [DAY]: ['junk', '{"page":"x"}', 'null'] }, 3));
      expect(summary).toMatchObject({ recordsRead: 3, recordsLoaded: 0, recordsRejected: 3 });
      expect(await valuesOf('line_number', 'staging_rejects')).toEqual(['1', '2', '3']);
      expect(await sessions()).toEqual([]);
    });

    it('takes files of all sizes, compressed or not, and tells how far it is', async () => {
      const line = `${JSON.stringify(play({}))}\n`;
      const contents: Files = {
        'small.json': `${line.repeat(3)}junk`,
        'large.json': line.repeat(4000),
        'packed.json.gz': gzipSync(line.repeat(700)),
        'empty.json': '',
        'void.json.gz': gzipSync(''),
      };
      const bytes = Object.values(contents).reduce((sum, content) => sum + Buffer.from(content).byteLength, 0);
      for (const _ of ['once', 'again']) {
        const { events } = await succeed(stageFiles({ [DAY]: contents }, 1));
        const expected: Figures = { files: 5, filesTotal: 5, rows: 4703, bytes, rejected: 1 };
        expect(events.findLast(({ type }) => type === 'task-progressed')).toMatchObject({ figures: expected });
        expect(await valuesOf('row_count', 'etl_files')).toEqual(['0', '0', '3', '4000', '700']);
        expect(await select('select cast(count(*) as integer) as n from staging_events')).toEqual([{ n: 4703 }]);
      }
    });
  });

  describe('staging songs', () => {
    const titles = () => valuesOf('title', 'staging_songs');

    it('replaces the songs that were read, all their records, and keeps the others', async () => {
      const first = ['a', 'b'].map((title) => song({ song_id: 'SO1', title }));
      await succeed(stageSongs([...first, song({ song_id: 'SO2', title: 'c' })]));
      await succeed(stageSongs([song({ song_id: 'SO1', title: 'd' }), song({ song_id: 'SO3', title: 'e' })]));
      expect(await titles()).toEqual(['c', 'd', 'e']);
    });

    it('replaces what the same file gave before, and keeps what is from others', async () => {
      const titled = (id: string, title: string) => song({ song_id: id, title });
      const place = join(world.folder, 'song_data');
      const put = (name: string, ...songs: readonly object[]) => writeFiles(place, { [name]: textOf(songs) });
      put('one.json', titled('SO1', 'a'), titled('SO1', 'b'), titled('SO2', 'c'));
      put('other.json', titled('SO1', 'of another file'));
      await succeed(world.command('stage', undefined, { only: 'songs' }));
      put('one.json', titled('SO1', 'd'), titled('SO3', 'e'));
      await succeed(world.command('stage', undefined, { only: 'songs' }));
      expect(await titles()).toEqual(['d', 'e', 'of another file']);
    });

    it('can be done again on the same connections, and after a failure', async () => {
      await succeed(stageSongs([song({})]));
      expect(errorIn(await stageSongs([song({}), 'junk'])).message).toContain('1 record');
      await succeed(stageSongs([song({ title: 'again' })]));
      expect(await titles()).toEqual(['again']);
    });
  });

  describe('too many rejects', () => {
    it('load nothing, keep what was there, and say where, what and what to do', async () => {
      await succeed(stageDays({ [DAY]: [play({ sessionId: 1 }), 'old junk'] }, 1));
      const content = { [DAY]: [play({ sessionId: 2 }), play({ ts: 'soon' }), 'junk'] };
      const error = errorIn(await stageDays(content, 1));
      expect(error).toMatchObject({ kind: 'badData', hint: expect.stringContaining('--max-errors') });
      expect(error.message).toMatch(/2 records rejected.*allows 1.*nothing was loaded into staging_events/);
      expect(error.details).toHaveLength(2);
      expect(error.details[0]).toMatch(/log\.json:2: column ts: expected an integer, found "soon"/);
      expect(error.details[1]).toMatch(/log\.json:3/);
      expect(await sessions()).toEqual(['1']);
      expect(await valuesOf('value', 'staging_rejects')).toEqual(['old junk']);
    });

    it('are allowed up to the limit, and none without one', async () => {
      const content = { [DAY]: ['a', 'b', play({})] };
      expect(errorIn(await stageDays(content)).kind).toBe('badData');
      expect(errorIn(await stageDays(content, 1)).kind).toBe('badData');
      expect((await succeed(stageDays(content, 2))).summary).toMatchObject({ recordsLoaded: 1, recordsRejected: 2 });
    });

    it('do not fill the screen', async () => {
      const error = errorIn(await stageDays({ [DAY]: Array.from({ length: 5000 }, () => 'junk') }));
      expect(error.details.length).toBeLessThan(50);
      expect(await stagedDays()).toEqual([]);
    });
  });
}

function textOf(lines: Lines): string {
  return lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
}

async function succeed(work: Promise<RunResult>): Promise<RunResult> {
  const result = await work;
  expect({ exitCode: result.exitCode, failure: result.failure }).toEqual({ exitCode: 0, failure: undefined });
  return result;
}

function errorIn({ events }: RunResult): EtlError {
  const failed = events.find((event) => event.type === 'run-failed');
  if (failed === undefined) throw new Error('it succeeded');
  return failed.error;
}
