import type { SqlParameters } from '../../../src/core/statement.ts';
import { DAY, FIRST, NEXT } from './clean.ts';
import {
  alsoInCatalogue,
  alsoStaged,
  copied,
  oneMoreRead,
  pruned,
  publishedOnly,
  withoutConstraints,
} from './spoil.ts';

/** A way to spoil the clean days that one check notices, and no other. */
export interface Way {
  readonly spoil: readonly string[];
  /** Where looking at DAY alone would tell another check, too, or does not reach the spoiled day: looks at all days only. */
  readonly only?: 'all';
  readonly settings?: SqlParameters;
}

const TWICE = "'BjÃ¶rk'";
const aPlay = `log_date = '${DAY}' and session_id = 901`;
const anEvent = (item: number) => `sessionid = 901 and iteminsession = ${item}`;
const aTime = `start_time = '${DAY} 10:05:00.123'`;

/** For each check at least one. Each is undone after it was looked at. */
export const EXACT: Readonly<Record<string, readonly Way[]>> = {
  artists_agree: [{ spoil: ["update artists set name = 'Artist feat. Other' where artist_id = 'AR00'"] }],
  artists_encoding: [
    { spoil: alsoInCatalogue('artists', 'name', TWICE) },
    { spoil: alsoInCatalogue('artists', 'location', "'MÃ¡laga'") },
  ],
  artists_keys_known: [
    {
      spoil: [
        ...copied('staging_songs', "song_id = 'SO00'", "artist_id = '', title = null"),
        ...copied('artists', "artist_id = 'AR00'", "artist_id = ''"),
      ],
    },
    {
      spoil: [
        ...['staging_songs', 'artists'].flatMap(withoutConstraints),
        ...copied('staging_songs', "song_id = 'SO00'", 'artist_id = null, title = null'),
        ...copied('artists', "artist_id = 'AR00'", 'artist_id = null'),
      ],
    },
  ],
  artists_plausible: [
    { spoil: alsoInCatalogue('artists', 'latitude', '90.1') },
    { spoil: alsoInCatalogue('artists', 'longitude', '-180.1') },
    { spoil: alsoInCatalogue('artists', 'longitude', 'null') },
    { spoil: alsoInCatalogue('artists', 'name', "''") },
  ],
  artists_unique: [{ spoil: copied('artists', "artist_id = 'AR01'") }],
  published_days_fresh: [
    {
      spoil: [
        ...['etl_published_days', 'etl_staged_days', 'staging_events', 'songplays'].map(
          (table) => `delete from ${table} where log_date = '${NEXT}'`,
        ),
        `delete from time where start_time >= '${NEXT}'`,
      ],
    },
  ],
  songplays_agree: [{ spoil: [`update songplays set location = 'there' where ${aPlay}`] }],
  songplays_artists: [
    {
      spoil: [...publishedOnly(DAY), `update songplays set artist_id = 'AR99' where ${aPlay} and song_id is not null`],
    },
  ],
  songplays_complete: [{ spoil: alsoStaged('level = null', 901) }],
  songplays_encoding: [{ spoil: alsoStaged("location = 'SÃ£o Paulo'", 901) }],
  songplays_filled: ['location', 'useragent'].map((column) => ({
    spoil: [
      `update songplays set ${column === 'location' ? column : 'user_agent'} = '' where log_date = '${DAY}'`,
      `update staging_events set ${column} = '' where log_date = '${DAY}' and page = 'NextSong'`,
    ],
  })),
  songplays_fit: [
    { spoil: [`update songplays set song_id = 'SO00', artist_id = 'AR00' where ${aPlay} and song_id is not null`] },
  ],
  songplays_keys_known: [
    { spoil: [...publishedOnly(DAY), `update songplays set songplay_id = '' where ${aPlay} and song_id is null`] },
    {
      spoil: [
        ...publishedOnly(DAY),
        ...withoutConstraints('songplays'),
        `update songplays set session_id = null where ${aPlay} and song_id is null`,
      ],
    },
  ],
  songplays_levels: [{ spoil: alsoStaged("level = 'trial'", 901) }],
  songplays_match_share: [
    {
      spoil: [
        "update songs set title = 'Other'",
        "update staging_songs set title = 'Other'",
        'update songplays set song_id = null, artist_id = null',
      ],
    },
  ],
  songplays_match_trend: [
    {
      spoil: [
        `update staging_events set length = 1.5 where log_date = '${DAY}' and sessionid > 902`,
        `update songplays set song_id = null, artist_id = null where log_date = '${DAY}' and session_id > 902`,
      ],
    },
  ],
  songplays_matched: [
    {
      spoil: [
        ...copied(
          'staging_songs',
          "song_id = 'SO00'",
          "song_id = 'SO99', artist_id = 'AR99', title = 'Nothing', artist_name = 'Nobody', duration = 100.5",
        ),
        ...copied(
          'songs',
          "song_id = 'SO00'",
          "song_id = 'SO99', artist_id = 'AR99', title = 'Nothing', duration = 100.5",
        ),
        ...copied('artists', "artist_id = 'AR00'", "artist_id = 'AR99', name = 'Nobody'"),
      ],
    },
  ],
  songplays_plausible: [
    {
      spoil: [
        `update songplays set start_time = '2018-11-12 09:00:00' where ${aPlay} and song_id is null`,
        `update staging_events set start_time = '2018-11-12 09:00:00' where ${anEvent(0)}`,
        `update time set start_time = '2018-11-12 09:00:00', hour = 9, day = 12, weekday = 1
         where start_time = '${DAY} 10:00:00.123'`,
      ],
    },
  ],
  songplays_reconciled: [{ spoil: [...copied('staging_events', anEvent(0), 'iteminsession = 99'), oneMoreRead(DAY)] }],
  songplays_songs: [
    { spoil: [...publishedOnly(DAY), `update songplays set song_id = 'SO99' where ${aPlay} and song_id is not null`] },
  ],
  songplays_times: [{ spoil: [`delete from time where ${aTime}`] }],
  songplays_unique: [
    {
      spoil: [
        ...copied('staging_events', anEvent(0)),
        ...copied('songplays', `${aPlay} and song_id is null`),
        oneMoreRead(DAY),
      ],
    },
  ],
  songplays_users: [{ spoil: ['delete from users where user_id = 1'] }],
  songplays_volume: [
    {
      spoil: [
        `delete from staging_events where page = 'NextSong' and log_date = '${DAY}' and sessionid > 904`,
        `delete from songplays where log_date = '${DAY}' and session_id > 904`,
        'delete from time where start_time not in (select start_time from songplays)',
        `update etl_staged_days set records = 9 where log_date = '${DAY}'`,
      ],
    },
    {
      spoil: ['2018-10-25', '2018-11-01', '2018-11-08'].flatMap((day) => [
        `delete from staging_events where page = 'NextSong' and log_date = '${day}' and iteminsession = 0`,
        `delete from staging_events where page = 'NextSong' and log_date = '${day}' and userid = 12`,
        `delete from songplays where log_date = '${day}' and start_time not in (
           select start_time from staging_events where page = 'NextSong')`,
        'delete from time where start_time not in (select start_time from songplays)',
        `update etl_staged_days set records = 12 where log_date = '${day}'`,
      ]),
    },
  ],
  songs_agree: [{ spoil: ["update songs set year = 1970 where song_id = 'SO00'"] }],
  songs_encoding: [{ spoil: alsoInCatalogue('songs', 'title', TWICE) }],
  songs_keys_known: [
    { spoil: alsoInCatalogue('songs', 'song_id', "''") },
    {
      spoil: [
        ...['staging_songs', 'songs'].flatMap(withoutConstraints),
        ...alsoInCatalogue('songs', 'song_id', 'null'),
      ],
    },
  ],
  songs_plausible: [
    { spoil: alsoInCatalogue('songs', 'duration', '0') },
    { spoil: alsoInCatalogue('songs', 'duration', '7200') },
    { spoil: alsoInCatalogue('songs', 'duration', 'null') },
    { spoil: alsoInCatalogue('songs', 'year', '1899') },
    { spoil: alsoInCatalogue('songs', 'year', '2999') },
    { spoil: alsoInCatalogue('songs', 'title', "''") },
  ],
  songs_unique: [{ spoil: copied('songs', "song_id = 'SO01'") }],
  staged_days_published: [{ spoil: ["insert into etl_staged_days values ('2018-11-20', 0)"] }],
  staged_days_reconciled: [
    { spoil: [oneMoreRead(DAY)] },
    { spoil: [`delete from staging_events where page = 'Home' and log_date = '${DAY}'`] },
    { spoil: copied('staging_events', `page = 'Home' and log_date = '${DAY}'`) },
    {
      spoil: [
        `insert into staging_rejects (table_name, log_date, file_name, line_number, reason)
         values ('staging_events', '${DAY}', 'a.json', 1, 'odd')`,
      ],
    },
  ],
  staging_events_encoding: ['artist', 'song'].map((column) => ({
    spoil: [`update staging_events set ${column} = ${TWICE} where page = 'Home' and log_date = '${DAY}'`],
  })),
  staging_events_filled: ['auth', 'method', 'status', 'registration'].map((column) => ({
    spoil: [`update staging_events set ${column} = null where log_date = '${DAY}'`],
  })),
  staging_events_mapped: [
    {
      spoil: [
        `update staging_events set length = null where log_date = '${FIRST}'`,
        `update songplays set song_id = null, artist_id = null where log_date = '${FIRST}'`,
      ],
      only: 'all',
    },
  ],
  staging_songs_filled: [{ spoil: ['update staging_songs set num_songs = null'] }],
  tables_not_empty: [
    {
      spoil: [
        ...['songplays', 'users', 'songs', 'artists', 'time', 'staging_events', 'staging_songs'],
        ...['etl_staged_days', 'etl_published_days'],
      ].map((table) => `delete from ${table}`),
    },
  ],
  time_agrees: [
    ...['hour', 'day', 'week', 'month', 'year'].map((part) => `update time set ${part} = ${part} - 1 where ${aTime}`),
    `update time set weekday = 0 where ${aTime}`,
  ].map((statement) => ({ spoil: [statement] })),
  time_keys_known: [
    ...['hour', 'day', 'week', 'month', 'year', 'weekday'].map((part) => ({
      spoil: [...withoutConstraints('time'), `update time set ${part} = null where ${aTime}`],
    })),
    { spoil: [...withoutConstraints('time'), ...copied('time', aTime, 'start_time = null')] },
  ],
  time_plays: [{ spoil: copied('time', aTime, `start_time = '${DAY} 10:05:30'`) }],
  time_ranges: [
    'hour = 24',
    'hour = -1',
    'day = 0',
    'day = 32',
    'week = 54',
    'week = 0',
    'month = 0',
    'month = 13',
    'year = 18',
    'weekday = 7',
  ].map((set) => ({ spoil: [`update time set ${set} where ${aTime}`] })),
  time_unique: [{ spoil: copied('time', aTime) }],
  users_encoding: ['first', 'last'].map((name) => ({
    spoil: [
      `update users set ${name}_name = ${TWICE} where user_id = 1`,
      `update staging_events set ${name}name = ${TWICE} where userid = 1`,
    ],
  })),
  users_filled: [
    ['first_name', 'firstname'],
    ['last_name', 'lastname'],
    ['gender', 'gender'],
  ].map(([column, staged]) => ({
    spoil: [`update users set ${column} = null`, `update staging_events set ${staged} = null where page = 'NextSong'`],
  })),
  users_genders: [
    {
      spoil: [
        "update users set gender = 'X' where user_id = 1",
        "update staging_events set gender = 'X' where userid = 1",
      ],
    },
  ],
  users_keys_known: [{ spoil: [...withoutConstraints('users'), ...copied('users', 'user_id = 1', 'user_id = null')] }],
  users_latest: [{ spoil: ["update users set first_name = 'Eve' where user_id = 2"] }],
  users_levels: [
    {
      spoil: [
        ...pruned(NEXT),
        "update users set level = 'trial' where user_id = 1",
        `update staging_events set level = 'trial' where userid = 1 and log_date = '${NEXT}'`,
      ],
    },
  ],
  users_plays: [{ spoil: ["insert into users values (99, 'Eve', 'Name', 'F', 'free')"] }],
  users_unique: [{ spoil: copied('users', 'user_id = 2') }],
};
