import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../src/core/warehouse.ts';
import { PIPELINE } from '../../src/pipeline.ts';
import { openCatalog, statementNames } from '../../src/sql/catalog.ts';
import { readCheck } from '../../src/sql/checks.ts';
import { execute, NEVER, openTestWarehouse } from '../support/warehouse.ts';

const DAY = '2018-11-15';
const EVERY_CHECK = statementNames('duckdb').flatMap((name) => (name.startsWith('check/') ? [name.slice(6)] : []));
const catalog = openCatalog('duckdb');

/** Two plays of two users, one of a known song; a day further on, one more; and all that follows from them. */
const CLEAN = [
  `insert into staging_songs (num_songs, artist_id, artist_latitude, artist_name, artist_location, song_id, title, duration, year)
   values (1, 'AR1', 51.5, 'Artist', 'London', 'SO1', 'Title', 200.5, 1999), (1, 'AR2', null, 'Other', '', 'SO2', 'Else', 100.0, 0)`,
  `insert into staging_events
     (artist, firstname, gender, iteminsession, lastname, length, level, page, sessionid, song, ts, userid, log_date, start_time)
   select artist, name, gender, item, 'Name', len, level, page, session, song, epoch_ms(moment), uid, cast(moment as date), moment
   from (values
     ('Artist', 'Ada', 'F', 0, 200.5, 'free', 'NextSong', 1, 'Title', 1, timestamp '2018-11-15 10:00:00.123'),
     (null, 'Ada', 'F', 1, null, 'paid', 'Home', 1, null, 1, timestamp '2018-11-15 10:30:00'),
     ('Unknown', 'Bob', 'M', 0, 1.5, 'paid', 'NextSong', 2, 'Unknown', 2, timestamp '2018-11-15 23:59:59.999'),
     ('Unknown', 'Ada', 'F', 0, 1.5, 'paid', 'NextSong', 3, 'Unknown', 1, timestamp '2018-11-16 00:00:00')
   ) e (artist, name, gender, item, len, level, page, session, song, uid, moment)`,
  "insert into etl_staged_days values ('2018-11-15'), ('2018-11-16')",
  "insert into etl_published_days values ('2018-11-15'), ('2018-11-16')",
  `insert into songplays values
     ('a', '2018-11-15 10:00:00.123', 1, 'free', 'SO1', 'AR1', 1, 'here', 'Mozilla', '2018-11-15'),
     ('b', '2018-11-15 23:59:59.999', 2, 'paid', null, null, 2, 'here', 'Mozilla', '2018-11-15'),
     ('c', '2018-11-16 00:00:00', 1, 'paid', null, null, 3, 'here', 'Mozilla', '2018-11-16')`,
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
  levels_known: ["update songplays set level = 'trial' where songplay_id = 'b'"],
  songplays_artists: ["delete from artists where artist_id = 'AR1'"],
  songplays_complete: [
    "update songplays set user_id = null where songplay_id = 'b'",
    "update songplays set level = null where songplay_id = 'b'",
  ],
  songplays_reconciled: [
    "delete from songplays where songplay_id = 'b'",
    "insert into songplays select 'd', start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, log_date from songplays where songplay_id = 'a'",
    "update songplays set session_id = 9 where songplay_id = 'a'",
    'delete from songplays',
  ],
  songplays_songs: ["delete from songs where song_id = 'SO1'"],
  songplays_times: ['delete from time where hour = 23'],
  songplays_unique: ["update songplays set songplay_id = 'a' where songplay_id = 'b'"],
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
    expect(['error', 'warn']).toContain(severity);
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

it('users_latest looks at the latest play of the users of the days, whenever that was', async () => {
  await execute(warehouse, "update users set level = 'free' where user_id = 1");
  expect(await offending('users_latest', [DAY])).toBe(1);
});
