import fc from 'fast-check';
import { play, song } from '../../support/world.ts';

/** The days that are loaded, a Wednesday and the two after it. */
export const DAYS = ['2018-11-14', '2018-11-15', '2018-11-16'] as const;

/** What is delivered: a catalogue, and the events of each day. */
export interface Load {
  readonly songs: readonly object[];
  readonly events: Readonly<Record<(typeof DAYS)[number], readonly object[]>>;
}

/**
 * Songs SO1 to SO5. SO1 and SO2 share title and artist and differ in duration, SO3 is another one of that artist, SO4 and SO5 are
 * of two artists who share a name. No two fit the same play.
 */
const TUNES = [
  { song_id: 'SO1', artist_id: 'AR1', title: 'Title', artist_name: 'Artist', duration: 200.5 },
  { song_id: 'SO2', artist_id: 'AR1', title: 'Title', artist_name: 'Artist', duration: 201.25 },
  { song_id: 'SO3', artist_id: 'AR1', title: 'Other', artist_name: 'Artist', duration: 200.5 },
  { song_id: 'SO4', artist_id: 'AR2', title: 'Title', artist_name: 'Namesake', duration: 200.5 },
  { song_id: 'SO5', artist_id: 'AR3', title: 'Other', artist_name: 'Namesake', duration: 99.875 },
];

const catalogues = fc.tuple(...TUNES.map((tune) => detailsOf(tune))).map((songs) => songs.flat());

function detailsOf(tune: (typeof TUNES)[number]): fc.Arbitrary<object[]> {
  const details = fc.record({
    year: fc.constantFrom(0, 1999),
    artist_location: fc.constantFrom('', 'London', null),
    artist_latitude: fc.constantFrom(51.5, null),
    artist_longitude: fc.constantFrom(-0.1, null),
  });
  // The same record may come twice, with other details.
  return fc
    .array(details, { minLength: 1, maxLength: 2 })
    .map((list) => list.map((each) => song({ ...tune, ...each })));
}

const heard = fc.oneof(
  fc
    .constantFrom(...TUNES)
    .map(({ artist_name, title, duration }) => ({ artist: artist_name, song: title, length: duration })),
  fc.constantFrom(
    { artist: 'Artist', song: 'Title', length: 200.75 },
    { artist: 'Nobody', song: 'Title', length: 200.5 },
    { artist: null, song: null, length: null },
  ),
);

/** Few values, so that plays share moments, sessions and users, and users change their level. Each event comes once. */
const events = fc.uniqueArray(
  fc.record({
    day: fc.constantFrom(...DAYS),
    second: fc.constantFrom(0, 0.123, 1, 43_200, 86_399.999),
    sessionId: fc.constantFrom(1, 2, 3),
    itemInSession: fc.constantFrom(0, 1),
    userId: fc.constantFrom('1', '2', '3', ''),
    firstName: fc.constantFrom('Ada', 'Grace', '', null),
    lastName: fc.constantFrom('Lovelace', null),
    gender: fc.constantFrom('F', 'M', null),
    level: fc.constantFrom('free', 'paid', null),
    location: fc.constantFrom('London', '', null),
    userAgent: fc.constantFrom('Mozilla', null),
    page: fc.constantFrom('NextSong', 'NextSong', 'NextSong', 'Home'),
    heard,
  }),
  {
    minLength: 6,
    maxLength: 24,
    selector: ({ day, second, sessionId, itemInSession }) => JSON.stringify([day, second, sessionId, itemInSession]),
  },
);

/** A catalogue and three days, each with a play that found its song. */
export const loads: fc.Arbitrary<Load> = fc.record({ songs: catalogues, events }).map(({ songs, events: list }) => ({
  songs,
  events: {
    [DAYS[0]]: eventsOf(DAYS[0], list),
    [DAYS[1]]: eventsOf(DAYS[1], list),
    [DAYS[2]]: eventsOf(DAYS[2], list),
  },
}));

function eventsOf(day: string, list: readonly ({ readonly day: string } & Parameters<typeof toEvent>[0])[]): object[] {
  return [sure(day), ...list.filter((each) => each.day === day).map(toEvent)];
}

function toEvent({ day, second, heard: tune, ...members }: { day: string; second: number; heard: object }): object {
  return play({ ...members, ...tune, ts: Date.parse(`${day}T00:00:00Z`) + second * 1000 });
}

function sure(day: string): object {
  const ts = Date.parse(`${day}T06:00:00Z`);
  return play({ userId: '4', sessionId: 4, ts, artist: 'Artist', song: 'Title', length: 200.5 });
}
