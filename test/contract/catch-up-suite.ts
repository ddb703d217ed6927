import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { execute, query, writeFiles } from '../support/warehouse.ts';
import { play, publishedIn, type RunResult, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

/** What is loaded without being asked for: what is new or changed, and nothing else. */
export function describeCatchUp(engine: Engine): void {
  const [D14, D15, D16] = ['2018-11-14', '2018-11-15', '2018-11-16'] as const;
  const at = (day: string, session: number) => ({ ts: Date.parse(`${day}T10:00:00Z`), sessionId: session });
  const known = { artist: 'Artist', song: 'Title' };
  let world: World;
  beforeEach(async () => {
    world = await engine.open();
    world.deliverSongs([song({})]);
    world.deliver(D14, [play({ ...known, ...at(D14, 1) })]);
    world.deliver(D15, [play({ artist: 'Artist', song: 'Late', ...at(D15, 2) })]);
  });
  afterEach(() => world.close());

  async function catchUp(): Promise<RunResult> {
    const result = await world.command('run-all');
    expect({ exitCode: result.exitCode, failure: result.failure }).toEqual({ exitCode: 0, failure: undefined });
    return result;
  }

  describe('run-all without days', () => {
    it('loads everything the first time, and then nothing', async () => {
      expect((await catchUp()).summary).toMatchObject({
        days: [D14, D15],
        tables: { staging_events: 2, staging_songs: 1 },
      });
      const before = await publishedIn(world.warehouse);
      const again = await catchUp();
      expect(again.summary).toMatchObject({ days: [], tables: {} });
      expect(again.events.some(({ type }) => type === 'task-started')).toBe(false);
      expect(again.events).toContainEqual(
        expect.objectContaining({
          type: 'notice',
          message: expect.stringMatching(/^nothing is new: 2 log files and 1 song file /),
        }),
      );
      expect(await publishedIn(world.warehouse)).toEqual(before);
    });

    it('loads a new day, and one that changed, and no other', async () => {
      await catchUp();
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      expect((await catchUp()).summary.days).toEqual([D16]);
      world.deliver(D14, [play({ ...known, ...at(D14, 1) }), play({ ...known, ...at(D14, 4) })]);
      expect((await catchUp()).summary).toMatchObject({ days: [D14], tables: { staging_events: 2, songplays: 2 } });
    });

    it('reads songs that are new or changed, and matches the plays of all days with them', async () => {
      await catchUp();
      expect(await query(world.warehouse, 'select song_id from songplays where song_id is not null')).toHaveLength(1);
      world.deliverSongs([song({}), song({ song_id: 'SO2', title: 'Late' })]);
      const result = await catchUp();
      expect(result.summary.days).toEqual([]);
      const songs = await query(
        world.warehouse,
        'select song_id from songplays where song_id is not null order by song_id',
      );
      expect(songs).toEqual([{ song_id: 'SO1' }, { song_id: 'SO2' }]);
      expect((await world.command('check')).summary.checks).toMatchObject({ failed: 0 });
    });

    it('leaves out a day with a file beside its compressed twin, and loads it when one is gone', async () => {
      const key = `2018/11/${D15}-events.json`;
      writeFiles(join(world.folder, 'log_data'), { [`${key}.gz`]: 'the same, compressed' });
      const chunk = { days: 30, continueOnError: true };
      const result = await world.command('run-all', undefined, { chunk });
      expect(result).toMatchObject({ exitCode: 3, summary: { days: [D14], failedDays: [{ day: D15 }] } });
      expect(result.failure).toMatch(/15-events\.json and its compressed twin \.gz are there/);
      const asked = await world.command('run-all', { kind: 'all' });
      expect(asked).toMatchObject({ exitCode: 3, summary: { days: [] } });
      rmSync(join(world.folder, 'log_data', `${key}.gz`));
      expect((await catchUp()).summary.days).toEqual([D15]);
    });

    it('tells files that vanished, in order, and what becomes of what they gave', async () => {
      const hourly = await engine.open({ LOG_PATTERN: '%Y-%m-%d-*.json' });
      const logs = join(hourly.folder, 'log_data');
      const put = (name: string, day: string, session: number) =>
        writeFiles(logs, { [name]: JSON.stringify(play(at(day, session))) });
      const names = [`${D14}-03.json`, `${D14}-01.json`, `${D14}-02.json`, `${D15}-01.json`, `${D15}-02.json`];
      for (const [n, name] of names.entries()) put(name, name.slice(0, 10), n);
      hourly.deliverSongs([song({})]);
      await hourly.command('run-all');
      for (const gone of [`${D14}-03.json`, `${D14}-01.json`, `${D15}-02.json`]) rmSync(join(logs, gone));
      put(`${D15}-03.json`, D15, 7);
      const { events, summary } = await hourly.command('run-all');
      expect(summary.days).toEqual([D15]);
      const told = events.flatMap((event) =>
        event.type === 'notice' && event.level === 'warning' ? [event.message] : [],
      );
      const [replaced, kept] = told;
      expect(told).toHaveLength(2);
      expect(replaced).toMatch(
        /^1 file that was loaded vanished from LOG_DATA: \S+15-02\.json; its day is loaded again without it$/,
      );
      expect(kept).toMatch(
        /^2 files that were loaded vanished from LOG_DATA: \S+14-01\.json, \S+14-03\.json; what was loaded stays$/,
      );
      await hourly.close();
    });

    it('warns of a log that had records and is empty now, whether its day is asked for or not', async () => {
      const warnings = ({ events }: RunResult) =>
        events.flatMap((event) => (event.type === 'notice' && event.level === 'warning' ? [event.message] : []));
      await catchUp();
      world.deliver(D14, []);
      const emptied = await catchUp();
      expect(emptied.summary.days).toEqual([D14]);
      expect(warnings(emptied)).toEqual([
        expect.stringMatching(
          /14-events\.json is empty now: with it, 1 record that was loaded before will be gone from 2018-11-14$/,
        ),
      ]);
      world.deliver(D15, []);
      const asked = await world.command('run-all', { kind: 'one', day: D15 });
      expect(warnings(asked)).toEqual([expect.stringMatching(/15-events\.json is empty now/)]);
      expect(warnings(await world.command('run-all', { kind: 'one', day: D15 })), 'it was empty before').toEqual([]);
    });

    it('loads a day again that was staged, and whose publishing failed', async () => {
      await catchUp();
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'Name', 'F', 'free')");
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      expect((await world.command('run-all')).exitCode).toBe(1);
      await execute(world.warehouse, 'delete from users where user_id = 77');
      expect((await catchUp()).summary.days).toEqual([D16]);
    });

    it('leaves out a day that cannot be loaded, and loads exactly that one when it is mended', async () => {
      world.deliver(D15, [{ page: 'NextSong' }]);
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      const chunk = { days: 30, continueOnError: true };
      const result = await world.command('run-all', undefined, { chunk });
      expect(result).toMatchObject({ exitCode: 3 });
      expect(result.summary).toMatchObject({ failedDays: [{ day: D15 }] });
      const days = await query(
        world.warehouse,
        'select distinct cast(log_date as varchar(10)) as day from songplays order by 1',
      );
      expect(days).toEqual([{ day: D14 }, { day: D16 }]);
      const outcomes = await query(
        world.warehouse,
        'select cast(log_date as varchar(10)) as day, outcome from etl_run_days order by log_date',
      );
      expect(outcomes).toEqual([
        { day: D14, outcome: 'published' },
        { day: D15, outcome: 'failed' },
        { day: D16, outcome: 'published' },
      ]);
      world.deliver(D15, [play({ ...known, ...at(D15, 2) })]);
      expect((await catchUp()).summary.days).toEqual([D15]);
    });
  });

  describe('new songs that cannot be read', () => {
    const CATCH_UP = { chunk: { days: 30, continueOnError: true } } as const;
    const matched = () => query(world.warehouse, 'select song_id from songplays where song_id is not null order by 1');
    beforeEach(async () => {
      await catchUp();
      world.deliver(D16, [play({ ...known, artist: 'Artist', song: 'Late', ...at(D16, 3) })]);
      world.deliverSongFile('late.json', [song({ song_id: 'SO2', title: 'Late' })]);
      world.deliverSongFile('bad.json', [song({ song_id: '' })]);
    });

    it('keep no day away, and plays find their songs as soon as these can be read', async () => {
      const before = await matched();
      const { exitCode, failure, summary, events } = await world.command('run-all', undefined, CATCH_UP);
      expect(exitCode).toBe(3);
      expect(failure).toMatch(/^the new song files could not be loaded; the days are, with the songs of before/);
      expect(failure).toMatch(/bad\.json/);
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'run-failed',
          error: expect.objectContaining({ hint: expect.stringMatching(/next run-all without days reads the songs/) }),
        }),
      );
      expect(summary).toMatchObject({ days: [D16], recordsRead: 1, tables: { staging_events: 1, songplays: 1 } });
      expect(summary).not.toHaveProperty('failedDays');
      const tried = events.filter((event) => event.type === 'task-started' && event.task === 'stage:songs');
      expect(tried).toHaveLength(1);
      expect(await matched()).toEqual(before);
      world.deliverSongFile('bad.json', [song({ song_id: 'SO3', title: 'Mended' })]);
      expect((await catchUp()).summary.days).toEqual([]);
      expect(await matched()).toEqual([...before, { song_id: 'SO2' }, { song_id: 'SO2' }]);
    });

    it('keep no day away where all song files have changed', async () => {
      world.deliverSongs([song({ song_id: '' }), song({ song_id: 'SO2', title: 'Late' })]);
      const { failure, summary } = await world.command('run-all', undefined, CATCH_UP);
      expect(failure).toMatch(/^the new song files could not be loaded; the days are, with the songs of before/);
      expect(summary).toMatchObject({ days: [D16] });
    });

    it('are told of beside days that cannot be loaded either', async () => {
      world.deliver(D15, [{ page: 'NextSong' }]);
      const { exitCode, failure, summary } = await world.command('run-all', undefined, CATCH_UP);
      expect(exitCode).toBe(3);
      expect(failure).toMatch(
        /^1 day of 2 could not be loaded; the others are; the new song files could not be loaded; the other days are, with/,
      );
      expect(failure).toMatch(/15-events\.json/);
      expect(failure).toMatch(/bad\.json/);
      expect(summary).toMatchObject({ days: [D16], failedDays: [{ day: D15 }] });
    });

    it('end a run that is to stop at the first failure', async () => {
      const chunk = { days: 30, continueOnError: false };
      const result = await world.command('run-all', { kind: 'all' }, { chunk });
      expect(result).toMatchObject({ exitCode: 3, failure: expect.stringMatching(/^1 record rejected; .*songs/) });
      expect(await query(world.warehouse, `select 1 as n from songplays where log_date = '${D16}'`)).toEqual([]);
    });
  });

  describe('several days', () => {
    it('are not tried one by one for a song file that cannot be read', async () => {
      world.deliverSongFile('bad.json', [song({ song_id: '' })]);
      const chunk = { days: 30, continueOnError: true };
      const { exitCode, failure, events, summary } = await world.command('run-all', undefined, { chunk });
      expect({ exitCode, failure }).toEqual({
        exitCode: 3,
        failure: expect.stringMatching(/^1 record rejected; .*songs/),
      });
      expect(events.filter((event) => event.type === 'task-started' && event.task === 'stage:songs')).toHaveLength(1);
      expect(summary).toMatchObject({ failedDays: [{ day: D14 }, { day: D15 }], recordsRead: 2 });
    });

    it('that are tried one by one count once', async () => {
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      await catchUp();
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'Name', 'F', 'free')");
      const chunk = { days: 30, continueOnError: true };
      const { failure, summary } = await world.command('run-all', { kind: 'all' }, { chunk });
      expect(failure).toMatch(/^none of the 3 days could be loaded/);
      expect(summary).toMatchObject({ recordsRead: 3, tables: { staging_events: 3 } });
    });

    it('are loaded in chunks, with the same rows as at once', async () => {
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      const chunk = { days: 1, continueOnError: false };
      const result = await world.command('run-all', { kind: 'all' }, { chunk });
      expect(result).toMatchObject({
        exitCode: 0,
        summary: { days: [D14, D15, D16], tables: { songplays: 3, songs: 1, artists: 1, time: 3 }, userChunks: 3 },
      });
      const started = result.events.flatMap((event) => (event.type === 'chunk-started' ? [event.days] : []));
      expect(started).toEqual([[D14], [D15], [D16]]);
      const chunked = await publishedIn(world.warehouse);
      const atOnce = await world.command('run-all', { kind: 'all' });
      expect(atOnce).toMatchObject({ exitCode: 0 });
      expect(atOnce.summary).not.toHaveProperty('userChunks');
      expect(await publishedIn(world.warehouse)).toEqual(chunked);
    });

    it('that were published count as written, although a signal came meanwhile', async () => {
      const controller = new AbortController();
      const { summary } = await world.command(
        'run-all',
        { kind: 'all' },
        {
          signal: controller.signal,
          watch: (event) => {
            if (event.type === 'publish-finished' && event.outcome === 'committed') controller.abort();
          },
        },
      );
      expect(summary).toMatchObject({ days: [D14, D15], tables: { songplays: 2, time: 2 }, plays: { total: 2 } });
    });

    it('end at the first that fails, and the rest is known as not reached', async () => {
      world.deliver(D15, [{ page: 'NextSong' }]);
      world.deliver(D16, [play({ ...known, ...at(D16, 3) })]);
      const chunk = { days: 1, continueOnError: false };
      const result = await world.command('run-all', { kind: 'all' }, { chunk });
      expect(result).toMatchObject({ exitCode: 3, summary: { pendingDays: [D16], failedDays: [{ day: D15 }] } });
      const outcomes = await query(world.warehouse, 'select outcome from etl_run_days order by log_date');
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['published', 'failed', 'pending']);
    });
  });

  it.each([
    ['loads something', 0, () => world.deliver(D16, [play({ ...known, ...at(D16, 3) })]), undefined],
    // As after a kill between publishing and the last word.
    ['has nothing to do', 0, () => {}, undefined],
    ['fails before it begins to load', 3, () => {}, { kind: 'one', day: '2018-12-24' }],
  ] as const)(
    'a run that never said how it ended is marked by the next, which %s',
    async (_, exitCode, arrive, days) => {
      await catchUp();
      await execute(world.warehouse, "update etl_runs set state = 'running', ended_at = null");
      arrive();
      const { events, ...result } = await world.command('run-all', days);
      expect(result).toMatchObject({ exitCode });
      const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
      const told = notices.filter((message) => /run \S+ \(run-all, since .* on here\) never ended/.test(message));
      expect(told).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', previous: { state: 'abandoned' } });
      const states = await query(world.warehouse, 'select state from etl_runs order by state');
      expect(states.map(({ state }) => state)).toEqual(['abandoned', exitCode === 0 ? 'succeeded' : 'failed']);
    },
  );
}
