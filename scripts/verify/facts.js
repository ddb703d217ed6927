import { rowsOf, TABLES, withDatabase } from './tables.js';

/** What is known of the public Sparkify data, counted from its files: a question, and the rows that answer it. */
const FACTS = [
  ...Object.entries({
    staging_events: 8056,
    staging_songs: 71,
    songplays: 6820,
    users: 96,
    songs: 71,
    artists: 69,
    time: 6813,
  }).map(([table, rows]) => ({
    title: `rows of ${table}`,
    sql: `select count(*)::int as answer from ${table}`,
    expected: [{ answer: rows }],
  })),
  {
    title: 'plays that found their song',
    sql: `select user_id::int as user_id, session_id::int as session_id, start_time::varchar as start_time, song_id, artist_id
      from songplays where song_id is not null or artist_id is not null`,
    expected: [
      {
        user_id: 15,
        session_id: 818,
        start_time: '2018-11-21 21:56:47.796',
        song_id: 'SOZCTXZ12AB0182364',
        artist_id: 'AR5KOSW1187FB35FF4',
      },
    ],
  },
  {
    title: 'most played song',
    sql: `select song, artist, count(*)::int as plays from staging_events where page = 'NextSong'
      group by song, artist order by plays desc limit 1`,
    expected: [{ song: "You're The One", artist: 'Dwight Yoakam', plays: 37 }],
  },
  {
    title: 'busiest hour of day (UTC)',
    sql: `select hour, count(*)::int as plays from songplays join time using (start_time)
      group by hour order by plays desc limit 1`,
    expected: [{ hour: 16, plays: 542 }],
  },
  {
    title: 'top listener',
    sql: `select user_id::int as user_id, count(*)::int as plays from songplays group by user_id order by plays desc limit 1`,
    expected: [{ user_id: 49, plays: 689 }],
  },
  {
    title: 'plays by level',
    sql: 'select level, count(*)::int as plays from songplays group by level order by level',
    expected: [
      { level: 'free', plays: 1229 },
      { level: 'paid', plays: 5591 },
    ],
  },
];

/** Prints each fact with what the warehouse says; resolves to the number of those that differ. */
export async function verifyFacts(file) {
  return withDatabase(file, async (connection) => {
    let wrong = 0;
    for (const { title, sql, expected } of FACTS) {
      const found = await rowsOf(connection, sql);
      const right = JSON.stringify(found) === JSON.stringify(expected);
      if (!right) wrong += 1;
      console.log(
        `  ${right ? '✔' : '✖'} ${title}: ${inWords(found)}${right ? '' : `, expected ${inWords(expected)}`}`,
      );
    }
    console.log(`  ${FACTS.length - wrong} of ${FACTS.length} facts hold (${TABLES.length} tables)`);
    return wrong;
  });
}

function inWords(rows) {
  return rows.length === 0 ? 'none' : rows.map((row) => Object.values(row).join(' · ')).join('; ');
}
