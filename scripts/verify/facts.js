import { TABLES } from './tables.js';

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
    sql: `select count(*) as answer from ${table}`,
    expected: [[rows]],
  })),
  {
    title: 'plays that found their song',
    sql: `select user_id, session_id, start_time, song_id, artist_id
      from songplays where song_id is not null or artist_id is not null`,
    expected: [[15, 818, '2018-11-21 21:56:47.796', 'SOZCTXZ12AB0182364', 'AR5KOSW1187FB35FF4']],
  },
  {
    title: 'most played song',
    sql: `select song, artist, count(*) as plays from staging_events where page = 'NextSong'
      group by song, artist order by plays desc limit 1`,
    expected: [["You're The One", 'Dwight Yoakam', 37]],
  },
  {
    title: 'busiest hour of day (UTC)',
    sql: `select hour, count(*) as plays from songplays join time using (start_time)
      group by hour order by plays desc limit 1`,
    expected: [[16, 542]],
  },
  {
    title: 'top listener',
    sql: 'select user_id, count(*) as plays from songplays group by user_id order by plays desc limit 1',
    expected: [[49, 689]],
  },
  {
    title: 'plays by level',
    sql: 'select level, count(*) as plays from songplays group by level order by level',
    expected: [
      ['free', 1229],
      ['paid', 5591],
    ],
  },
];

/** Prints each fact with what the warehouse says; resolves to the number of those that differ. */
export async function verifyFacts({ reference }) {
  let wrong = 0;
  for (const { title, sql, expected } of FACTS) {
    const found = inWords((await reference.warehouse.query(sql)).map((row) => Object.values(row)));
    const wanted = inWords(expected);
    if (found !== wanted) wrong += 1;
    console.log(
      `  ${found === wanted ? '✔' : '✖'} ${title}: ${found}${found === wanted ? '' : `, expected ${wanted}`}`,
    );
  }
  console.log(`  ${FACTS.length - wrong} of ${FACTS.length} facts hold (${TABLES.length} tables)`);
  return wrong;
}

function inWords(rows) {
  return rows.length === 0 ? 'none' : rows.map((row) => row.join(' · ')).join('; ');
}
