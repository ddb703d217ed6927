import { play, song, type World } from '../../support/world.ts';

/** A Thursday, and the Friday after it, which is the last day there is. */
export const [DAY, NEXT] = ['2018-11-15', '2018-11-16'] as const;
/** The first day: nothing comes before it. */
export const FIRST = '2018-10-25';
/** Three earlier Thursdays, so that there are weekdays to compare with, and the week before DAY. */
const EARLIER = [
  FIRST,
  '2018-11-01',
  '2018-11-08',
  ...[9, 10, 11, 12, 13, 14].map((n) => `2018-11-${`${n}`.padStart(2, '0')}`),
];
export const DAYS: readonly string[] = [...EARLIER, DAY, NEXT];

const USERS = 12;
const SONGS = 12;
const MINUTE_MS = 60_000;

/**
 * Has days loaded that no check finds fault with. On each, users 1 to 12 play two songs (items 0 and 1 of a session of their own)
 * and user 1 looks at the home page. Two plays in three find their song: one of SO01, SO02, SO04, SO05, …; SO00, SO03, SO06 and
 * SO09 are not played. All is in order of time; odd users are free, even ones pay.
 */
export async function loadCleanDays(world: World): Promise<void> {
  world.deliverSongs(Array.from({ length: SONGS }, (_, n) => catalogued(n)));
  for (const [index, day] of DAYS.entries()) world.deliver(day, eventsOf(day, index));
  const { exitCode, failure } = await world.command('run-all', { kind: 'all' });
  if (exitCode !== 0) throw new Error(failure ?? `exit code ${exitCode}`);
}

/** The session of a user on DAY: 901 for user 1. On NEXT it is 100 more. */
function sessionOf(user: number, index: number): number {
  return index * 100 + user;
}

function eventsOf(day: string, index: number): object[] {
  const ten = Date.parse(`${day}T10:00:00.123Z`);
  const home = { page: 'Home', method: 'GET', artist: null, song: null, length: null, itemInSession: 2 };
  const plays = Array.from({ length: 2 * USERS }, (_, n) => {
    const user = Math.floor(n / 2) + 1;
    return play({ ...person(user, index), ...tune(n), itemInSession: n % 2, ts: ten + n * MINUTE_MS });
  });
  return [play({ ...person(1, index), ...home, ts: ten - MINUTE_MS }), ...plays];
}

function person(user: number, index: number) {
  return {
    userId: String(user),
    firstName: `First ${user}`,
    lastName: `Last ${user}`,
    gender: user % 3 === 0 ? 'M' : 'F',
    level: user % 2 === 0 ? 'paid' : 'free',
    sessionId: sessionOf(user, index),
  };
}

function tune(n: number) {
  if (n % 3 === 0) return { artist: 'Nobody', song: 'Nothing', length: 100.5 };
  const { artist_name, title, duration } = catalogued(n % SONGS);
  return { artist: artist_name, song: title, length: duration };
}

function catalogued(n: number): Readonly<Record<string, unknown>> {
  const number = String(n).padStart(2, '0');
  return song({
    song_id: `SO${number}`,
    artist_id: `AR${number}`,
    title: `Title ${n}`,
    artist_name: `Artist ${n}`,
    artist_location: 'London',
    artist_latitude: 51.5,
    artist_longitude: -0.1,
    duration: 200.5 + n,
    year: 1990 + n,
  });
}
