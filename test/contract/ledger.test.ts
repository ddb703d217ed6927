import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerOf } from '../../src/ledger.ts';
import type { DaySelection } from '../../src/source/find-files.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { contentOf, NEVER, query, writeFiles } from '../support/warehouse.ts';
import { type CommandOptions, play, song, type World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<string, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};

const [D15, D16] = ['2018-11-15', '2018-11-16'];
const on = (day: string): DaySelection => ({ kind: 'one', day });
const ALL: DaySelection = { kind: 'all' };
/** DuckDB opens files from 64 KB on where they lie, and then nobody sees their lines. */
const LARGE = 400;

describe.each(Object.keys(engines))('the ledger on %s', (name) => {
  let world: World;
  let sessions = 0;
  beforeAll(async () => {
    const engine = engines[name] as Engine;
    world = await engine.open({ LOG_PATTERN: '%Y/%m/%Y-%m-%d-%H-events.json' });
    expect(await world.command('create-tables')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => world.close());

  const hour = (day: string, n: number) => `log_data/2018/11/${day}-${String(n).padStart(2, '0')}-events.json`;
  const events = (sound: number, junk = 0) => {
    sessions += 1;
    const lines = Array.from({ length: sound }, (_, item) =>
      JSON.stringify(play({ sessionId: sessions, itemInSession: item })),
    );
    return [...lines, ...Array.from({ length: junk }, () => '{"page":"x"}')].join('\n');
  };
  const songs = (...ids: readonly string[]) => ids.map((id) => JSON.stringify(song({ song_id: id }))).join('\n');
  const deliver = (files: Readonly<Record<string, string>>) => writeFiles(world.folder, files);
  const remove = (path: string) => rmSync(join(world.folder, path));
  const stage = (selection?: DaySelection, options: CommandOptions = {}) =>
    world.command('stage', selection, { maxErrors: 100, ...options });
  const stageSongs = (options: CommandOptions = {}) => stage(undefined, { only: 'songs', ...options });
  const stageEvents = (selection: DaySelection, options: CommandOptions = {}) =>
    stage(selection, { only: 'events', ...options });

  /** What the ledger says, by the end of the name: rows and rejects. Fails if a file stands in it twice. */
  async function listed(dataset: 'events' | 'songs'): Promise<Record<string, [rows: number, rejects: number]>> {
    const rows = await query(
      world.warehouse,
      `select file_name, row_count, reject_count from etl_files where dataset = '${dataset}'`,
    );
    const ends = rows.map(({ file_name }) => String(file_name).replace(/^.*(log|song)_data\//, ''));
    expect(new Set(ends).size).toBe(ends.length);
    return Object.fromEntries(rows.map((row, n) => [ends[n], [Number(row.row_count), Number(row.reject_count)]]));
  }

  /** What is staged must be what the ledger says. */
  async function requireAgreement(): Promise<void> {
    const ask = async (sql: string) => (await query(world.warehouse, sql)).map((row) => Object.values(row).map(String));
    const day = 'cast(log_date as varchar(10))';
    expect(
      await ask(`select ${day}, sum(row_count) from etl_files where dataset = 'events'
                 group by log_date having sum(row_count) > 0 order by 1`),
    ).toEqual(await ask(`select ${day}, count(*) from staging_events group by log_date order by 1`));
    expect(
      await ask(`select ${day}, sum(row_count + reject_count) from etl_files where dataset = 'events'
                 group by log_date order by 1`),
    ).toEqual(await ask(`select ${day}, records from etl_staged_days order by 1`));
    expect(
      await ask(`select dataset, file_name, reject_count from etl_files where reject_count > 0 order by 1, 2`),
    ).toEqual(
      await ask(`select substring(table_name, 9), file_name, count(*) from staging_rejects
                 group by table_name, file_name order by 1, 2`),
    );
  }

  it('lists each file of several a day with its own rows and rejects', async () => {
    deliver({
      [hour(D15, 0)]: events(2),
      [hour(D15, 1)]: events(LARGE, 1),
      [hour(D15, 2)]: events(LARGE + 7),
      [hour(D15, 3)]: '',
      [hour(D15, 4)]: events(0, 2),
      [hour(D16, 0)]: events(LARGE),
      [hour(D16, 1)]: events(1),
    });
    expect((await stageEvents(ALL)).failure).toBeUndefined();
    expect(await listed('events')).toEqual({
      [`2018/11/${D15}-00-events.json`]: [2, 0],
      [`2018/11/${D15}-01-events.json`]: [LARGE, 1],
      [`2018/11/${D15}-02-events.json`]: [LARGE + 7, 0],
      [`2018/11/${D15}-03-events.json`]: [0, 0],
      [`2018/11/${D15}-04-events.json`]: [0, 2],
      [`2018/11/${D16}-00-events.json`]: [LARGE, 0],
      [`2018/11/${D16}-01-events.json`]: [1, 0],
    });
    await requireAgreement();
  });

  it('counts clean files alike', async () => {
    deliver({
      [hour(D15, 1)]: events(LARGE),
      [hour(D15, 4)]: `\n${events(3)}\n \n\n`,
      [hour(D16, 1)]: events(LARGE + 1),
    });
    expect((await stageEvents(ALL, { maxErrors: 0 })).failure).toBeUndefined();
    const counts = Object.values(await listed('events'));
    expect(counts.map(([rows]) => rows).sort((a, b) => a - b)).toEqual([0, 2, 3, LARGE, LARGE, LARGE + 1, LARGE + 7]);
    await requireAgreement();
  });

  it('has the files of a day replaced with it, those that are gone among them, and no others', async () => {
    const before = await contentOf(world.warehouse, `etl_files where log_date = '${D16}'`);
    remove(hour(D15, 2));
    deliver({ [hour(D15, 0)]: events(5), [hour(D15, 23)]: events(1) });
    await stageEvents(on(D15));
    const after = await listed('events');
    expect(Object.keys(after)).toHaveLength(7);
    expect(after).toMatchObject({
      [`2018/11/${D15}-00-events.json`]: [5, 0],
      [`2018/11/${D15}-23-events.json`]: [1, 0],
    });
    expect(await contentOf(world.warehouse, `etl_files where log_date = '${D16}'`)).toEqual(before);
    await requireAgreement();
  });

  it('lists song files once each, new, changed or the same; what is gone stays, with its rejects', async () => {
    deliver({
      'song_data/A/1.json': songs('SO1', 'SO2'),
      'song_data/A/2.json': `${songs('SO3')}\njunk`,
      'song_data/B/3.json': '',
      'song_data/B/o\'clock %41\t☂ "\\ .json': songs('SO4'),
    });
    expect((await stageSongs()).failure).toBeUndefined();
    deliver({ 'song_data/A/1.json': songs('SO1'), 'song_data/C/5.json': `${songs('SO5')}\n${songs('SO6')}\n[` });
    remove('song_data/A/2.json');
    expect((await stageSongs()).failure).toBeUndefined();
    expect(await listed('songs')).toEqual({
      'A/1.json': [1, 0],
      'A/2.json': [1, 1],
      'B/3.json': [0, 0],
      'B/o\'clock %41\t☂ "\\ .json': [1, 0],
      'C/5.json': [2, 1],
    });
    await requireAgreement();
  });

  it('is what comes back by ledgerOf, with the version, the size and the day of each', async () => {
    const { warehouse } = world;
    const read = (dataset: 'events' | 'songs') =>
      warehouse.transaction((session) => ledgerOf(session, openCatalog(warehouse.dialect), dataset), NEVER);
    const [logs, catalogue] = [await read('events'), await read('songs')];
    expect(logs.size).toBe(7);
    expect(catalogue.size).toBe(5);
    const of = (end: string) => [...logs, ...catalogue].find(([uri]) => uri.endsWith(end))?.[1];
    expect(of(`${D15}-00-events.json`)).toMatchObject({ day: D15, rows: 5, rejects: 0, size: expect.any(Number) });
    expect(of('C/5.json')).toMatchObject({ day: undefined, rows: 2, rejects: 1 });
    expect(of('B/3.json')).toMatchObject({ size: 0, version: expect.stringMatching(/./) });
  });

  it('and the staged rows stay as they were where a load fails or is stopped', async () => {
    const tables = ['etl_files', 'staging_events', 'staging_songs', 'staging_rejects'];
    const content = () => Promise.all(tables.map((table) => contentOf(world.warehouse, table)));
    const before = await content();
    deliver({ [hour(D15, 0)]: events(9), [hour(D15, 7)]: events(1, 1), 'song_data/A/1.json': `${songs('SO9')}\n{` });
    expect((await stage(ALL, { maxErrors: 0 })).exitCode).toBe(3);
    expect(await content()).toEqual(before);
    for (const type of ['task-started', 'task-progressed'] as const) {
      const controller = new AbortController();
      const { exitCode } = await stage(ALL, {
        signal: controller.signal,
        watch: (event) => {
          if (event.type === type && event.task === 'stage:events') controller.abort(new Error('stopped'));
        },
      });
      expect(exitCode).not.toBe(0);
      const [files, rows] = await content();
      expect([files?.filter((each) => each.includes('"events"')), rows]).toEqual([
        before[0]?.filter((each) => each.includes('"events"')),
        before[1],
      ]);
      await requireAgreement();
    }
  });
});
