import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtInChecks } from '../../src/checks/built-in.ts';
import { InterruptedError } from '../../src/core/errors.ts';
import type { DaySelection } from '../../src/source/find-files.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { countOf, execute, query } from '../support/warehouse.ts';
import { type CommandOptions, play, publishedIn, type RunResult, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

/** What the subcommands do to the tables, whatever the engine. */
export function describePipeline(engine: Engine): void {
  let world: World;
  beforeEach(async () => {
    world = await engine.open();
    world.deliverSongs([song({})]);
  });
  afterEach(() => world.close());

  const [D14, D15, D16] = ['2018-11-14', '2018-11-15', '2018-11-16'] as const;
  const on = (day: string): DaySelection => ({ kind: 'one', day });
  const at = (moment: string) => Date.parse(`${moment}Z`);
  const ask = (sql: string) => query(world.warehouse, sql);

  async function succeed(name: string, selection?: DaySelection, options?: CommandOptions) {
    const result = await world.command(name, selection, options);
    expect({ exitCode: result.exitCode, failure: result.failure }).toEqual({ exitCode: 0, failure: undefined });
    return result;
  }

  /** Delivers a day and loads it. */
  async function load(day: string, ...events: readonly object[]) {
    world.deliver(day, events);
    return succeed('run-all', on(day));
  }

  describe('songplays', () => {
    it('has one row for each NextSong event, with its song only if title, artist and duration fit', async () => {
      const { summary } = await load(
        D15,
        play({ itemInSession: 1, artist: 'Artist', song: 'Title', length: 200.5 }),
        play({ itemInSession: 2, artist: 'Artist', song: 'Title', length: 200.6 }),
        play({ itemInSession: 3, artist: 'Other', song: 'Title', length: 200.5 }),
        play({ itemInSession: 4, artist: 'Artist', song: 'title', length: 200.5 }),
        play({ itemInSession: 5 }),
        play({ itemInSession: 6, page: 'Home' }),
      );
      expect(summary.plays).toEqual({ total: 5, matched: 1 });
      expect(await ask('select song_id, artist_id from songplays where song_id is not null')).toEqual([
        { song_id: 'SO1', artist_id: 'AR1' },
      ]);
    });

    it('does not multiply where several songs fit: the lowest song id, then artist id, is taken', async () => {
      const ids = [
        ['SO3', 'AR1'],
        ['SO2', 'AR3'],
        ['SO2', 'AR2'],
        ['SO9', 'AR1'],
      ] as const;
      world.deliverSongs(ids.map(([song_id, artist_id]) => song({ song_id, artist_id })));
      await load(D15, play({ artist: 'Artist', song: 'Title' }));
      expect(await ask('select song_id, artist_id from songplays')).toEqual([{ song_id: 'SO2', artist_id: 'AR2' }]);
    });

    it('keeps apart different events of a session at one moment', async () => {
      await load(
        D15,
        play({ artist: 'ab', song: 'c' }),
        play({ artist: 'a', song: 'bc' }),
        play({ artist: 'ab:c', song: null }),
        play({ artist: null, song: 'ab:c' }),
        play({ artist: '', song: 'ab:c' }),
        play({ itemInSession: 1 }),
        play({ sessionId: 10 }),
        play({ userId: '11' }),
      );
      expect(await countOf(world.warehouse, 'songplays')).toBe(8);
    });

    it('has an event once that stands twice in a file', async () => {
      await load(D15, play({}), play({}), play({ level: 'paid' }));
      expect(await ask('select level from songplays')).toEqual([{ level: 'free' }]);
    });

    it('has an event once that came with two days: it belongs to the first, also if that is loaded last', async () => {
      const shared = play({ ts: at('2018-11-15T00:00:00') });
      await load(D15, shared, play({ itemInSession: 1 }));
      await load(D14, shared, play({ itemInSession: 2 }));
      expect(await ask('select log_date, count(*)::integer as n from songplays group by 1 order by 1')).toEqual([
        { log_date: D14, n: 2 },
        { log_date: D15, n: 1 },
      ]);
    });

    it('gives it to the second when the first is delivered again without it', async () => {
      const shared = play({ ts: at('2018-11-15T00:00:00') });
      await load(D14, shared, play({ itemInSession: 1 }));
      await load(D15, shared);
      await load(D14, play({ itemInSession: 1 }));
      expect(await ask('select log_date, session_id::integer as s from songplays order by 1')).toEqual([
        { log_date: D14, s: 1 },
        { log_date: D15, s: 1 },
      ]);
      await load(D15, play({ itemInSession: 5 }));
      expect(await countOf(world.warehouse, 'songplays')).toBe(2);
    });

    it('keeps milliseconds', async () => {
      await load(D15, play({ ts: at('2018-11-15T12:34:56.789') }));
      expect(await ask('select start_time from songplays')).toEqual([{ start_time: '2018-11-15 12:34:56.789' }]);
    });

    it('has a play whose user is missing, which makes no user and gives a warning', async () => {
      const { summary, events } = await load(D15, play({ userId: '' }), play({ userId: '2' }));
      expect(summary).toMatchObject({ plays: { total: 2 }, tables: { songplays: 2, users: 1 }, checks: { warned: 1 } });
      const warned = events.flatMap((event) => (event.type === 'check-finished' ? [event.result] : []));
      expect(warned.filter(({ outcome }) => outcome !== 'passed')).toMatchObject([
        { check: 'songplays_complete', outcome: 'warned', count: 1 },
      ]);
    });
  });

  describe('users', () => {
    const users = () => ask('select user_id::integer as id, first_name, level from users order by 1');

    it('are as at their latest play by time, in whatever order days are loaded', async () => {
      await load(D16, play({ ts: at('2018-11-16T10:00:00'), level: 'paid', firstName: 'New' }));
      await load(D14, play({ ts: at('2018-11-14T10:00:00'), level: 'free', firstName: 'Old' }));
      expect(await users()).toEqual([{ id: 1, first_name: 'New', level: 'paid' }]);
    });

    it('of two plays at one moment have what came with the higher session, then the higher item', async () => {
      const ts = at('2018-11-15T10:00:00');
      const same = { ts, userId: '1' };
      await load(
        D15,
        play({ ...same, sessionId: 2, itemInSession: 1, firstName: 'B' }),
        play({ ...same, sessionId: 2, itemInSession: 3, firstName: 'C' }),
        play({ ...same, sessionId: 1, itemInSession: 9, firstName: 'A' }),
      );
      expect(await users()).toMatchObject([{ first_name: 'C' }]);
    });

    it('are not made by events that are no plays, nor changed by them', async () => {
      const ts = at('2018-11-15T10:00:00');
      await load(
        D15,
        play({ ts, level: 'free' }),
        play({ ts: ts + 1, page: 'Upgrade', level: 'paid' }),
        play({ userId: '2', page: 'Home' }),
      );
      expect(await users()).toEqual([{ id: 1, first_name: 'Ada', level: 'free' }]);
    });

    it('fall back to the play before when their latest is taken away, and go with their last', async () => {
      await load(D14, play({ ts: at('2018-11-14T10:00:00'), level: 'free' }), play({ userId: '2' }));
      await load(D15, play({ ts: at('2018-11-15T10:00:00'), level: 'paid' }), play({ userId: '3' }));
      await load(D15, play({ userId: '2', level: 'paid', ts: at('2018-11-15T11:00:00') }));
      expect(await users()).toMatchObject([
        { id: 1, level: 'free' },
        { id: 2, level: 'paid' },
      ]);
    });
  });

  describe('songs and artists', () => {
    const variants = [
      song({
        artist_name: 'Artist feat. Other',
        artist_location: 'London',
        artist_latitude: 51.5,
        artist_longitude: 0,
        year: 0,
      }),
      song({
        artist_name: 'Artist',
        artist_location: 'London',
        artist_latitude: 51.5,
        artist_longitude: 0,
        year: 0,
        title: 'Zzz',
      }),
      song({ artist_name: 'A', artist_location: '', year: 2001, title: 'Yyy' }),
      song({ artist_name: 'A', artist_location: '', year: 1999, title: 'Yyy' }),
      song({ artist_name: '', artist_location: null, title: '', year: 2010, duration: null }),
    ];

    it.each([variants, variants.toReversed(), [...variants.slice(2), ...variants.slice(0, 2)]])(
      'prefer known values and then follow the rule, whatever the order of the files (%#)',
      async (...order) => {
        world.deliverSongs(order);
        await load(D15, play({}));
        expect(await ask('select * from songs')).toEqual([
          { song_id: 'SO1', title: 'Yyy', artist_id: 'AR1', year: 1999, duration: 200.5 },
        ]);
        expect(await ask('select * from artists')).toEqual([
          { artist_id: 'AR1', name: 'Artist', location: 'London', latitude: 51.5, longitude: 0 },
        ]);
      },
    );
  });

  describe('time', () => {
    it('takes moments apart: the ISO week belongs to the year in which its Thursday lies, Sunday is 0', async () => {
      const moments = [
        ['2018-11-15T10:20:30', { hour: 10, day: 15, week: 46, month: 11, year: 2018, weekday: 4 }],
        ['2018-11-18T23:59:59.999', { hour: 23, day: 18, week: 46, month: 11, year: 2018, weekday: 0 }],
        ['2018-12-31T00:00:00', { hour: 0, day: 31, week: 1, month: 12, year: 2018, weekday: 1 }],
        ['2017-01-01T00:00:00', { hour: 0, day: 1, week: 52, month: 1, year: 2017, weekday: 0 }],
        ['2021-01-02T12:00:00', { hour: 12, day: 2, week: 53, month: 1, year: 2021, weekday: 6 }],
        ['2020-02-29T00:00:00', { hour: 0, day: 29, week: 9, month: 2, year: 2020, weekday: 6 }],
        ['1970-01-01T00:00:00', { hour: 0, day: 1, week: 1, month: 1, year: 1970, weekday: 4 }],
      ] as const;
      await load(D15, ...moments.map(([moment]) => play({ ts: at(moment) })));
      const rows = await ask('select start_time, hour, day, week, month, year, weekday from time order by start_time');
      const expected = moments.map(([moment, parts]) => ({ start_time: moment.replace('T', ' '), ...parts }));
      expect(rows).toEqual(expected.sort((a, b) => (a.start_time < b.start_time ? -1 : 1)));
    });

    it('has each start time once, and loses those without a play', async () => {
      const ts = at('2018-11-15T10:00:00');
      await load(D15, play({ ts }), play({ ts, userId: '2' }), play({ ts: ts + 1 }));
      expect(await countOf(world.warehouse, 'time')).toBe(2);
      await load(D15, play({ ts: ts + 2 }));
      expect(await ask('select start_time from time')).toEqual([{ start_time: '2018-11-15 10:00:00.002' }]);
    });
  });

  describe('a day that was staged again but not published', () => {
    it('does not keep another day from being loaded, although its user played on both', async () => {
      await load(D15, play({ ts: at('2018-11-15T10:00:00') }));
      world.deliver(D15, [play({ ts: at('2018-11-15T11:00:00') })]);
      await succeed('stage', on(D15), { only: 'events' });
      await load(D14, play({ ts: at('2018-11-14T10:00:00') }));
      await load(D15, play({ ts: at('2018-11-15T11:00:00') }));
      expect(await countOf(world.warehouse, 'users')).toBe(1);
    });

    it('keeps what is published of it, whatever other days are loaded, until it is loaded itself', async () => {
      const ts = at('2018-11-15T00:00:00');
      await load(D15, play({ ts, userId: '1' }));
      await load(D16, play({ ts, userId: '3', sessionId: 3 }), play({ ts: ts + 5, userId: '2', sessionId: 2 }));
      const plays = () => ask(`select * from songplays where log_date = '${D16}' order by user_id`);
      const before = await plays();
      world.deliver(D16, [play({ ts: ts + 9, userId: '3', firstName: 'Grace', sessionId: 3 })]);
      await succeed('stage', on(D16), { only: 'events' });
      await load(D15, play({ ts, userId: '4', sessionId: 4 }));
      expect(await plays()).toEqual(before);
      const users = () => ask('select user_id::integer as id, first_name from users order by 1');
      expect(await users()).toEqual([2, 3, 4].map((id) => ({ id, first_name: 'Ada' })));
      await succeed('check');
      await succeed('load-dims', undefined, { mode: 'truncate' });
      expect(await users()).toEqual([2, 3, 4].map((id) => ({ id, first_name: 'Ada' })));
      await load(D16, play({ ts: ts + 9, userId: '3', firstName: 'Grace', sessionId: 3 }));
      expect(await users()).toEqual([
        { id: 3, first_name: 'Grace' },
        { id: 4, first_name: 'Ada' },
      ]);
      await succeed('check');
    });

    it('leaves no user behind whose play it had at the moment of a play of that other day', async () => {
      const ts = at('2018-11-15T00:00:00');
      await load(D15, play({ ts, userId: '1' }), play({ ts, userId: '2' }));
      world.deliver(D15, [play({ ts, userId: '1' })]);
      await succeed('stage', on(D15), { only: 'events' });
      await load(D14, play({ ts, userId: '3' }));
      await load(D15, play({ ts, userId: '1' }));
      expect(await ask('select user_id::integer as id from users order by 1')).toEqual([{ id: 1 }, { id: 3 }]);
    });
  });

  describe('publishing is all or nothing', () => {
    it('when a blocking check fails', async () => {
      await load(D14, play({}));
      const before = await publishedIn(world.warehouse);
      await execute(world.warehouse, "insert into users values (99, 'Ghost', 'Ghost', 'F', 'free')");
      const spoiled = await publishedIn(world.warehouse);
      world.deliver(D15, [play({ userId: '5' })]);
      const { exitCode, events, summary } = await world.command('run-all', on(D15));
      expect(exitCode).toBe(1);
      expect(events.filter(({ type }) => type === 'publish-finished')).toMatchObject([{ outcome: 'rolled-back' }]);
      expect(summary.tables, 'songs are staged as they are').toEqual({ staging_events: 1 });
      expect(await publishedIn(world.warehouse)).toEqual(spoiled);
      await execute(world.warehouse, 'delete from users where user_id = 99');
      expect(await publishedIn(world.warehouse)).toEqual(before);
    });

    it.each(['stage:events', 'fact:songplays', 'dim:users', 'check:users_latest'])(
      'when stopped at %s',
      async (task) => {
        await load(D14, play({}));
        const before = await publishedIn(world.warehouse);
        world.deliver(D15, [play({ userId: '5' })]);
        const controller = new AbortController();
        const { exitCode, summary } = await world.command('run-all', on(D15), {
          signal: controller.signal,
          watch: (event) => {
            if (event.type === 'task-started' && event.task === task) controller.abort(new InterruptedError('SIGINT'));
          },
        });
        expect(exitCode).toBe(130);
        expect(summary.state).toBe('interrupted');
        expect(await publishedIn(world.warehouse)).toEqual(before);
        await succeed('run-all', on(D15));
        expect(await countOf(world.warehouse, 'songplays')).toBe(2);
      },
    );

    it('when a file is bad: the tasks after it are skipped, and the summary says what was loaded', async () => {
      world.deliver(D15, [play({}), { page: 'NextSong' }]);
      const { exitCode, events, summary } = await world.command('run-all', on(D15));
      expect(exitCode).toBe(3);
      const outcomes = events.flatMap((event) => (event.type === 'task-finished' ? [[event.task, event.outcome]] : []));
      expect(outcomes).toContainEqual(['stage:songs', 'succeeded']);
      expect(outcomes).toContainEqual(['fact:songplays', 'skipped']);
      expect(summary).toMatchObject({
        recordsRead: 1,
        recordsLoaded: 1,
        recordsRejected: 0,
        tables: { staging_songs: 1 },
      });
    });
  });

  describe('audits', () => {
    const names = () =>
      builtInChecks(openCatalog(world.warehouse.dialect)).flatMap(({ name, when, setting }) =>
        when === 'check' && setting === undefined ? [name] : [],
      );
    const auditsIn = ({ events }: RunResult) =>
      events.flatMap((event) =>
        event.type === 'check-finished' && names().includes(event.result.check) ? [event.result.check] : [],
      );

    it('are part of check, not of run-all', async () => {
      expect(auditsIn(await load(D15, play({})))).toEqual([]);
      expect(names()).toContain('songplays_agree');
      expect(auditsIn(await succeed('check')).sort()).toEqual(names());
      expect(auditsIn(await succeed('check', on(D15))).sort()).toEqual(names());
    });

    it('warn of plays without a song that was staged later, until plays are matched again', async () => {
      await load(D15, play({ artist: 'Artist', song: 'Late' }));
      world.deliverSongs([song({ song_id: 'SO2', title: 'Late' })]);
      await succeed('stage', undefined, { only: 'songs' });
      expect((await succeed('check', undefined, { only: 'songplays_matched' })).summary.checks).toMatchObject({
        warned: 1,
      });
      await load(D16, play({ sessionId: 2, artist: 'Artist', song: 'Late', ts: at('2018-11-16T10:00:00') }));
      expect((await succeed('check', undefined, { only: 'songplays_matched' })).summary.checks).toMatchObject({
        passed: 1,
      });
      expect(await ask("select song_id from songplays where song_id = 'SO2'")).toHaveLength(2);
    });
  });

  describe('days', () => {
    it('missing from a range are listed and the rest go on, unless strict', async () => {
      world.deliver(D14, [play({})]);
      world.deliver(D16, [play({ itemInSession: 1 })]);
      const range: DaySelection = { kind: 'range', from: D14, to: D16 };
      const { summary } = await succeed('run-all', range);
      expect(summary).toMatchObject({ days: [D14, D16], missingDays: [{ day: D15 }] });
      const strict = await world.command('run-all', range, { strict: true });
      expect(strict.exitCode).toBe(3);
      expect(strict.failure).toContain(D15);
    });

    it('that are not staged say which command stages them', async () => {
      await load(D14, play({}));
      const { exitCode, events } = await world.command('load-fact', on(D15));
      expect(exitCode).toBe(7);
      expect(events.find(({ type }) => type === 'run-failed')).toMatchObject({
        error: { hint: expect.stringContaining(`sparkify-etl stage --date ${D15}`) },
      });
    });

    it('without a single event are a day like any other', async () => {
      await load(D14, play({}));
      const { summary } = await load(D15);
      expect(summary.plays).toEqual({ total: 0, matched: 0 });
      await succeed('load-fact', on(D15));
    });
  });

  it('the subcommands one by one give what run-all gives', async () => {
    const events = [play({ artist: 'Artist', song: 'Title' }), play({ userId: '2', itemInSession: 1 })];
    await load(D15, ...events);
    const atOnce = await publishedIn(world.warehouse);
    const other = await engine.open();
    other.deliver(D15, events);
    other.deliverSongs([song({})]);
    for (const name of ['create-tables', 'stage', 'load-fact', 'load-dims', 'check']) {
      const selection = name === 'create-tables' ? undefined : on(D15);
      expect(await other.command(name, selection)).toMatchObject({ exitCode: 0, failure: undefined });
    }
    expect(await publishedIn(other.warehouse)).toEqual(atOnce);
    await other.close();
  });

  it('rejects and rows add up to the records that were read', async () => {
    world.deliver(D15, [play({}), { page: 'NextSong' }, play({ itemInSession: 1 }), { ts: 1 }]);
    const { summary } = await succeed('run-all', on(D15), { maxErrors: 2 });
    expect(summary).toMatchObject({ recordsRead: 5, recordsLoaded: 3, recordsRejected: 2 });
    expect(await countOf(world.warehouse, 'staging_rejects')).toBe(2);
  });

  it('the records that were read are kept for each day, rejects among them', async () => {
    world.deliver(D14, [play({})]);
    world.deliver(D15, [play({}), { page: 'NextSong' }, play({ itemInSession: 1 }), { ts: 1 }]);
    world.deliver(D16, []);
    const read = () => ask('select log_date, records::integer as records from etl_staged_days order by 1');
    await succeed('run-all', { kind: 'all' }, { maxErrors: 2 });
    expect(await read()).toEqual([
      { log_date: D14, records: 1 },
      { log_date: D15, records: 4 },
      { log_date: D16, records: 0 },
    ]);
    await load(D15, play({}));
    expect((await read())[1]).toEqual({ log_date: D15, records: 1 });
  });
}
