import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../src/core/warehouse.ts';
import { PIPELINE } from '../../src/pipeline.ts';
import { compile, openCatalog, statementNames } from '../../src/sql/catalog.ts';
import { readCheck } from '../../src/sql/checks.ts';
import { execute, NEVER, openTestWarehouse } from '../support/warehouse.ts';

const DAY = '2018-11-15';
const EVERY_CHECK = statementNames('duckdb').flatMap((name) => (name.startsWith('check/') ? [name.slice(6)] : []));
const catalog = openCatalog('duckdb');
/** The identity of a play of `staging_events e`: some checks follow a play to its event by it. */
const SONGPLAY_ID = compile('fragments/songplay_id', 'duckdb');

/** Two plays of two users, one of a known song; a day further on, one more; and all that follows from them. */
const CLEAN = [
  `insert into staging_songs (num_songs, artist_id, artist_latitude, artist_name, artist_location, song_id, title, duration, year)
   values (1, 'AR1', 51.5, 'Artist', 'London', 'SO1', 'Title', 200.5, 1999), (1, 'AR2', null, 'Other', '', 'SO2', 'Else', 100.0, 0)`,
  `insert into staging_events
     (artist, firstname, gender, iteminsession, lastname, length, level, location, page, sessionid, song, ts, useragent, userid,
      log_date, start_time)
   select artist, name, gender, item, 'Name', len, level, 'here', page, session, song, epoch_ms(moment), 'Mozilla', uid,
     cast(moment as date), moment
   from (values
     ('Artist', 'Ada', 'F', 0, 200.5, 'free', 'NextSong', 1, 'Title', 1, timestamp '2018-11-15 10:00:00.123'),
     (null, 'Ada', 'F', 1, null, 'paid', 'Home', 1, null, 1, timestamp '2018-11-15 10:30:00'),
     ('Unknown', 'Bob', 'M', 0, 1.5, 'paid', 'NextSong', 2, 'Unknown', 2, timestamp '2018-11-15 23:59:59.999'),
     ('Unknown', 'Ada', 'F', 0, 1.5, 'paid', 'NextSong', 3, 'Unknown', 1, timestamp '2018-11-16 00:00:00')
   ) e (artist, name, gender, item, len, level, page, session, song, uid, moment)`,
  "insert into etl_staged_days values ('2018-11-15'), ('2018-11-16')",
  "insert into etl_published_days values ('2018-11-15'), ('2018-11-16')",
  `insert into songplays
   select ${SONGPLAY_ID}, p.*
   from (values
     (timestamp '2018-11-15 10:00:00.123', 1, 'free', 'SO1', 'AR1', 1, 'here', 'Mozilla', date '2018-11-15'),
     (timestamp '2018-11-15 23:59:59.999', 2, 'paid', null, null, 2, 'here', 'Mozilla', date '2018-11-15'),
     (timestamp '2018-11-16 00:00:00', 1, 'paid', null, null, 3, 'here', 'Mozilla', date '2018-11-16')
   ) p (start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, log_date)
   join staging_events e on e.page = 'NextSong' and e.sessionid = p.session_id`,
  "insert into users values (1, 'Ada', 'Name', 'F', 'paid'), (2, 'Bob', 'Name', 'M', 'paid')",
  "insert into songs values ('SO1', 'Title', 'AR1', 1999, 200.5), ('SO2', 'Else', 'AR2', 0, 100.0)",
  "insert into artists values ('AR1', 'Artist', 'London', 51.5, null), ('AR2', 'Other', '', null, null)",
  `insert into time values
     ('2018-11-15 10:00:00.123', 10, 15, 46, 11, 2018, 4), ('2018-11-15 23:59:59.999', 23, 15, 46, 11, 2018, 4),
     ('2018-11-16 00:00:00', 0, 16, 46, 11, 2018, 5)`,
];

/** For each check, ways to spoil the warehouse, each of which it must notice. */
const SPOILED: Readonly<Record<string, readonly string[]>> = {
  artists_agree: [
    "update artists set name = 'Artist feat. Other' where artist_id = 'AR1'",
    "update artists set latitude = null where artist_id = 'AR1'",
    "delete from artists where artist_id = 'AR2'",
  ],
  artists_unique: ["insert into artists select * from artists where artist_id = 'AR1'"],
  genders_known: ["update users set gender = 'X' where user_id = 2"],
  levels_known: ["update songplays set level = 'trial' where session_id = 2"],
  songplays_agree: [
    "update songplays set songplay_id = md5('another') where session_id = 1",
    'update songplays set start_time = start_time + interval 1 millisecond where session_id = 1',
    'update songplays set user_id = 2 where session_id = 1',
    'update songplays set user_id = null where session_id = 1',
    "update songplays set level = 'paid' where session_id = 1",
    'update songplays set session_id = 9 where session_id = 1',
    "update songplays set location = 'there' where session_id = 2",
    'update songplays set location = null where session_id = 2',
    "update songplays set user_agent = 'Opera' where session_id = 2",
    "update songplays set log_date = '2018-11-15' where session_id = 3",
    'delete from staging_events where sessionid = 1',
    "update staging_events set page = 'Home' where sessionid = 1",
  ],
  songplays_artists: ["delete from artists where artist_id = 'AR1'"],
  songplays_complete: [
    'update songplays set user_id = null where session_id = 2',
    'update songplays set level = null where session_id = 2',
  ],
  songplays_fit: [
    "update songplays set song_id = 'SO2', artist_id = 'AR2' where session_id = 1",
    "update songplays set song_id = 'SO2' where session_id = 1",
    "update songplays set artist_id = 'AR2' where session_id = 1",
    'update songplays set song_id = null where session_id = 1',
    'update songplays set artist_id = null where session_id = 1',
    "update songplays set song_id = 'SO1', artist_id = 'AR1' where session_id = 2",
    "update staging_songs set title = 'Else' where song_id = 'SO1'",
    "update staging_songs set artist_name = 'Other' where song_id = 'SO1'",
    "update staging_songs set duration = 200.6 where song_id = 'SO1'",
  ],
  songplays_matched: [
    'update songplays set song_id = null, artist_id = null where session_id = 1',
    `insert into staging_songs (num_songs, artist_id, artist_name, song_id, title, duration, year)
     values (1, 'AR3', 'Unknown', 'SO3', 'Unknown', 1.5, 0)`,
  ],
  songplays_reconciled: [
    'delete from songplays where session_id = 2',
    `insert into songplays select 'another', start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, log_date
     from songplays where session_id = 1`,
    `insert into songplays select 'another', '2018-11-15 12:00:00', user_id, level, song_id, artist_id, 9, location, user_agent, log_date
     from songplays where session_id = 1`,
    'delete from songplays',
    'delete from staging_events where sessionid = 2',
  ],
  songplays_songs: ["delete from songs where song_id = 'SO1'"],
  songplays_times: ['delete from time where hour = 23'],
  songplays_unique: [
    'update songplays set songplay_id = (select songplay_id from songplays where session_id = 1) where session_id = 2',
  ],
  songplays_users: ['delete from users where user_id = 2'],
  songs_agree: [
    "update songs set year = 0 where song_id = 'SO1'",
    "update songs set title = null where song_id = 'SO2'",
    "delete from songs where song_id = 'SO2'",
  ],
  songs_unique: ["insert into songs select * from songs where song_id = 'SO1'"],
  tables_not_empty: [
    'delete from songplays',
    'delete from users',
    'delete from songs',
    'delete from artists',
    'delete from time',
  ],
  time_agrees: ['hour', 'day', 'week', 'month', 'year', 'weekday'].map(
    (part) => `update time set ${part} = ${part} - 1 where hour = 23`,
  ),
  time_plays: ["insert into time values ('2018-11-15 12:00:00', 12, 15, 46, 11, 2018, 4)"],
  time_unique: ['insert into time select * from time where hour = 23'],
  users_latest: [
    "update users set level = 'free' where user_id = 1",
    "update users set first_name = 'Eve' where user_id = 2",
    'update users set last_name = null where user_id = 2',
    "update users set gender = 'M' where user_id = 1",
  ],
  users_plays: ["insert into users values (3, 'Eve', 'Name', 'F', 'free')"],
  users_unique: ['insert into users select * from users where user_id = 2'],
};

/** What may be so in good data, or is no fault of the load. */
const WARNING = new Set(['genders_known', 'levels_known', 'songplays_complete', 'songplays_matched']);

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());
beforeEach(async () => {
  const tables = ['staging_events', 'staging_songs', 'songplays', 'users', 'songs', 'artists', 'time'];
  const all = [...tables, 'etl_staged_days', 'etl_published_days'];
  await execute(warehouse, ...all.map((table) => `delete from ${table}`), ...CLEAN);
});

async function offending(name: string, days: readonly string[]): Promise<number> {
  const { statement } = readCheck(name, catalog, days);
  return (await warehouse.transaction((session) => session.query(statement), NEVER)).length;
}

describe('every check', () => {
  it('is in the pipeline, and has a way to fail here', () => {
    const inPipeline = PIPELINE.filter(({ stage }) => stage === 'check').map(({ title }) => title);
    expect([...inPipeline].sort()).toEqual(EVERY_CHECK);
    expect(Object.keys(SPOILED).sort()).toEqual(EVERY_CHECK);
  });

  it.each(EVERY_CHECK)('%s says what it expects, how severe it is, and passes on clean data', async (name) => {
    const { title, severity } = readCheck(name, catalog, []);
    expect(title).toMatch(/^\S.*\.$/);
    expect(severity).toBe(WARNING.has(name) ? 'warn' : 'error');
    for (const days of [[], [DAY], ['2018-11-16', DAY]]) expect(await offending(name, days)).toBe(0);
  });
});

const cases = Object.entries(SPOILED).flatMap(([name, ways]) => ways.map((way) => [name, way] as const));

it.each(cases)('%s notices: %s', async (name, way) => {
  await execute(warehouse, way);
  expect(await offending(name, []), 'looking at everything').toBeGreaterThan(0);
  expect(await offending(name, [DAY]), 'looking at the day').toBeGreaterThan(0);
});

it('a check of days does not look at others', async () => {
  await execute(warehouse, "update songplays set level = 'trial' where log_date = '2018-11-16'");
  expect(await offending('levels_known', [DAY])).toBe(0);
  expect(await offending('levels_known', ['2018-11-16'])).toBe(1);
});

it('songplays_reconciled counts an event that came with two days once', async () => {
  const again = `select * replace (date '2018-11-16' as log_date) from staging_events where sessionid = 2`;
  await execute(warehouse, `insert into staging_events ${again}`);
  for (const days of [[], [DAY], ['2018-11-16']]) expect(await offending('songplays_reconciled', days)).toBe(0);
  await execute(warehouse, 'delete from songplays where session_id = 2');
  for (const days of [[], [DAY], ['2018-11-16']]) expect(await offending('songplays_reconciled', days)).toBe(1);
});

it('songplays_reconciled does not miss the plays of a day that is only staged', async () => {
  await execute(warehouse, "delete from etl_published_days where log_date = '2018-11-16'");
  await execute(warehouse, 'delete from songplays where session_id = 3');
  expect(await offending('songplays_reconciled', [])).toBe(0);
});

it('a play that took the place of another is found by songplays_agree, where the numbers of the day agree', async () => {
  await execute(warehouse, "update songplays set songplay_id = md5('another'), session_id = 9 where session_id = 2");
  expect(await offending('songplays_reconciled', [DAY])).toBe(0);
  expect(await offending('songplays_agree', [DAY])).toBe(1);
});

it('users_latest looks at the latest play of the users of the days, whenever that was', async () => {
  await execute(warehouse, "update users set level = 'free' where user_id = 1");
  expect(await offending('users_latest', [DAY])).toBe(1);
});
