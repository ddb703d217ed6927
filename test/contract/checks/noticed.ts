import { DAY } from './clean.ts';
import { copied, publishedOnly, withoutConstraints } from './spoil.ts';

type Spoil = string | readonly string[];

const play = "session_id = 901 and level = 'free'";
const matched = 'session_id = 901 and song_id is not null';
const title = "title = 'Title 1'";

/** Further ways to spoil the clean days that a check must notice, whatever others say. */
export const NOTICED: Readonly<Record<string, readonly Spoil[]>> = {
  artists_agree: [
    "update artists set latitude = null where artist_id = 'AR01'",
    "update artists set location = null where artist_id = 'AR01'",
    "update staging_songs set artist_name = 'Other' where artist_id = 'AR01'",
    "delete from artists where artist_id = 'AR02'",
    "insert into artists values ('AR99', 'Artist', 'London', 51.5, -0.1)",
  ],
  artists_plausible: [
    "update artists set name = null where artist_id = 'AR01'",
    "update artists set latitude = -91 where artist_id = 'AR01'",
    "update artists set longitude = 181 where artist_id = 'AR01'",
    "update artists set latitude = null where artist_id = 'AR01'",
  ],
  songplays_agree: [
    `update songplays set songplay_id = md5('another') where ${play}`,
    `update songplays set start_time = start_time + interval '1 second' where ${play}`,
    `update songplays set user_id = 2 where ${play}`,
    `update songplays set user_id = null where ${play}`,
    `update songplays set level = 'paid' where ${play}`,
    `update songplays set session_id = 9 where ${play}`,
    `update songplays set location = null where ${play}`,
    `update songplays set user_agent = 'Opera' where ${play}`,
    `update songplays set log_date = '2018-11-15' where session_id = 1001`,
    'delete from staging_events where sessionid = 901',
    "update staging_events set page = 'Home' where sessionid = 901",
  ],
  songplays_artists: ["delete from artists where artist_id = 'AR01'"],
  songplays_complete: [`update songplays set user_id = null where ${play}`],
  songplays_fit: [
    `update songplays set song_id = 'SO00' where ${matched}`,
    `update songplays set artist_id = 'AR00' where ${matched}`,
    `update songplays set song_id = null where ${matched}`,
    `update songplays set artist_id = null where ${matched}`,
    "update songplays set song_id = 'SO01', artist_id = 'AR01' where session_id = 901 and song_id is null",
    `update staging_songs set title = 'Else' where ${title}`,
    `update staging_songs set artist_name = 'Other' where ${title}`,
    `update staging_songs set duration = 201.6 where ${title}`,
  ],
  songplays_keys_known: [
    [...withoutConstraints('songplays'), `update songplays set songplay_id = null where ${play}`],
    [...withoutConstraints('songplays'), `update songplays set start_time = null where ${play}`],
  ],
  songplays_levels: [`update songplays set level = '' where ${play}`],
  songplays_match_trend: [`update songplays set song_id = null where log_date = '${DAY}'`],
  songplays_matched: [`update songplays set song_id = null, artist_id = null where ${matched}`],
  songplays_plausible: [
    `update songplays set start_time = '2018-11-17 00:00:00' where ${play}`,
    `update songplays set start_time = '2999-01-01 00:00:00' where ${play}`,
  ],
  songplays_reconciled: [
    'delete from songplays where session_id = 902',
    copied('songplays', play, "songplay_id = 'another'"),
    copied('songplays', play, "songplay_id = 'another', session_id = 9, start_time = '2018-11-15 12:00:00'"),
    'delete from songplays',
    'delete from staging_events where sessionid = 902',
  ],
  songplays_songs: ["delete from songs where song_id = 'SO01'"],
  songplays_times: ['delete from time where hour = 10', 'delete from time'],
  songplays_unique: [
    `update songplays set songplay_id = 'same' where log_date = '${DAY}' and session_id in (901, 902)`,
    [...publishedOnly(DAY), ...copied('songplays', play)],
  ],
  songplays_users: ['delete from users'],
  songplays_volume: [`delete from songplays where log_date = '${DAY}'`],
  songs_agree: [
    "update songs set title = null where song_id = 'SO01'",
    "update songs set duration = null where song_id = 'SO01'",
    "update songs set artist_id = 'AR00' where song_id = 'SO01'",
    "delete from songs where song_id = 'SO00'",
    "insert into songs values ('SO99', 'Title', 'AR01', 0, 1.5)",
  ],
  songs_keys_known: ["update songs set artist_id = '' where song_id = 'SO01'"],
  songs_plausible: [
    "update songs set title = null where song_id = 'SO01'",
    "update songs set duration = -1 where song_id = 'SO01'",
  ],
  staged_days_reconciled: [
    `delete from etl_staged_days where log_date = '${DAY}'`,
    `delete from staging_events where log_date = '${DAY}'`,
  ],
  staging_events_filled: ['firstname', 'lastname', 'gender', 'location', 'useragent'].map(
    (column) => `update staging_events set ${column} = '' where log_date = '${DAY}'`,
  ),
  staging_events_mapped: ['artist', 'song', 'length', 'userid', 'level'].map(
    (column) => `update staging_events set ${column} = null where log_date = '${DAY}'`,
  ),
  staging_songs_filled: [
    ...['title', 'artist_name', 'artist_location'].map((column) => `update staging_songs set ${column} = ''`),
    ...['artist_latitude', 'artist_longitude', 'duration', 'year'].map(
      (column) => `update staging_songs set ${column} = null`,
    ),
  ],
  tables_not_empty: ['songplays', 'users', 'songs', 'artists', 'time'].map((table) => `delete from ${table}`),
  time_plays: [
    copied('time', `start_time = '${DAY} 10:05:00.123'`, `start_time = '${DAY} 23:59:59.999'`),
    copied('time', `start_time = '${DAY} 10:05:00.123'`, `start_time = '${DAY} 00:00:00'`),
  ],
  users_filled: ["update users set level = ''"],
  users_latest: [
    "update users set level = 'free' where user_id = 2",
    'update users set last_name = null where user_id = 2',
    "update users set gender = 'M' where user_id = 1",
    ["update staging_events set lastname = '' where userid = 2", 'update users set last_name = null where user_id = 2'],
    ['update staging_events set lastname = null where userid = 2', "update users set last_name = '' where user_id = 2"],
  ],
  users_levels: [
    'update users set level = null where user_id = 1',
    "update users set level = 'trial' where user_id = 1",
  ],
};
