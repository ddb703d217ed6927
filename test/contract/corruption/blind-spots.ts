import { play, song } from '../../support/world.ts';
import type { Published } from './columns.ts';
import { DAYS, type Load } from './loads.ts';

/** A change of a published table that no check can tell from the truth. */
export interface BlindSpot {
  readonly title: string;
  readonly load: Load;
  /** A day that is staged again, with these events, after it was published. */
  readonly stagedAgain?: { readonly day: string; readonly events: readonly object[] };
  readonly table: Published;
  /** Statements for every engine; the last one changes a published table. */
  readonly change: readonly string[];
}

const [FIRST, SECOND] = DAYS;
const noon = Date.parse(`${FIRST}T12:00:00Z`);
const artist = { artist: 'Artist', song: 'Title', length: 200.5 };
const title = song({ song_id: 'SO1', artist_id: 'AR1', title: 'Title', artist_name: 'Artist' });
const twin = song({ song_id: 'SO2', artist_id: 'AR2', title: 'Title', artist_name: 'Artist' });
const heard = play({ ...artist, ts: noon });

/** A play on each day, so that none is without any. */
const quiet = Object.fromEntries(
  DAYS.map((day, n) => [
    day,
    [play({ ...artist, ts: Date.parse(`${day}T08:00:00Z`), sessionId: 10 + n, userId: '9' })],
  ]),
) as Record<(typeof DAYS)[number], object[]>;

const loadOf = (songs: readonly object[], events: Partial<Load['events']>): Load => ({
  songs,
  events: {
    [DAYS[0]]: [...quiet[DAYS[0]], ...(events[DAYS[0]] ?? [])],
    [DAYS[1]]: [...quiet[DAYS[1]], ...(events[DAYS[1]] ?? [])],
    [DAYS[2]]: [...quiet[DAYS[2]], ...(events[DAYS[2]] ?? [])],
  },
});

const isHeard = 'session_id = 1';

/** Those of docs/checks.md, "What no check can see". */
export const BLIND_SPOTS: readonly BlindSpot[] = [
  {
    title: 'a play with another song that fits as well: two ids for one title, artist and duration',
    load: loadOf([title, twin], { [FIRST]: [heard] }),
    table: 'songplays',
    change: [`update songplays set song_id = 'SO2', artist_id = 'AR2' where ${isHeard}`],
  },
  {
    title: 'a play on another day that delivered the same event',
    load: loadOf([title], { [FIRST]: [heard], [SECOND]: [heard] }),
    table: 'songplays',
    change: [`update songplays set log_date = '${SECOND}' where ${isHeard}`],
  },
  {
    title: 'a play with what came with another delivery of the same event',
    load: loadOf([title], { [FIRST]: [heard, play({ ...artist, ts: noon, location: 'Paris' })] }),
    table: 'songplays',
    change: [`update songplays set location = 'Paris' where ${isHeard}`],
  },
  {
    title: 'a play of a day that was staged again and not yet loaded',
    load: loadOf([title], { [FIRST]: [heard] }),
    stagedAgain: { day: FIRST, events: quiet[FIRST] },
    table: 'songplays',
    change: [`update songplays set location = 'Paris' where ${isHeard}`],
  },
  {
    title: 'a user whose latest play is of a day that was staged again and not yet loaded',
    load: loadOf([title], { [FIRST]: [heard] }),
    stagedAgain: { day: FIRST, events: quiet[FIRST] },
    table: 'users',
    change: ["update users set first_name = 'Eve' where user_id = 1"],
  },
  {
    title: 'the same change of a row and of the record that it comes from',
    load: loadOf([title], { [FIRST]: [heard] }),
    table: 'songs',
    change: [
      "update staging_songs set year = 1999 where song_id = 'SO1'",
      "update songs set year = 1999 where song_id = 'SO1'",
    ],
  },
];
