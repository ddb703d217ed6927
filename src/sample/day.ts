import { Crowd } from './crowd.ts';
import { DayClock } from './day-clock.ts';
import { LEVEL_NAMES, Listeners, MILLISECONDS, NOBODY } from './listeners.ts';
import { type CompleteOptions, DAY_MS, firstDayOf } from './options.ts';
import { NEXT_SONG } from './pages.ts';
import { Popularity } from './popularity.ts';
import { Random } from './random.ts';
import { type Tune, Tunes } from './tunes.ts';

/** What has been counted while events were written. */
export interface Tally {
  events: number;
  plays: number;
  /** Plays whose title, artist and length are those of a song of the catalogue. */
  knownPlays: number;
  /** Plays of a song of the catalogue, too, but with doubly encoded names: found only by who undoes that. */
  garbledKnownPlays: number;
  /** All plays with doubly encoded names. */
  garbledPlays: number;
  /** Levels changed. */
  levelChanges: number;
}

/** What all days of a sample have in common. */
export interface World {
  readonly options: CompleteOptions;
  readonly listeners: Listeners;
  readonly userPopularity: Popularity;
  readonly tunes: Tunes;
  readonly tally: Tally;
}

const CHUNK_CHARACTERS = 256 * 1024;
const MAX_PAUSE_SECONDS = 90;

/** Sets up what is played and who listens. */
export function createWorld(options: CompleteOptions): World {
  return {
    options,
    listeners: new Listeners(options),
    userPopularity: new Popularity(options.users),
    tunes: new Tunes(options.seed, options.songs, options.knownShare),
    tally: { events: 0, plays: 0, knownPlays: 0, garbledKnownPlays: 0, garbledPlays: 0, levelChanges: 0 },
  };
}

/**
 * The event log of day number `index` (from 0), in chunks of about 256 KiB: one object a line, sorted by ts, no newline
 * at the end. It depends on the options and the date, not on the days before it.
 */
export function* dayLog(world: World, index: number): Generator<Buffer> {
  const { options, listeners } = world;
  const events = options.eventsPerDay;
  const day = firstDayOf(options.start) + index;
  const random = new Random(`${options.seed}/day/${day}`);
  const clock = new DayClock(random, events);
  const popularity = world.userPopularity;
  const crowd = new Crowd({ listeners, popularity, random, day, events, lastSessionId: index * events });
  const midnight = day * DAY_MS + MILLISECONDS;
  let text = '';
  for (let event = 0; event < events; event++) {
    if (event > 0) text += '\n';
    text += nextLine(world, crowd, random, midnight, clock.next(), event);
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text, 'latin1');
    text = '';
  }
  yield Buffer.from(text, 'latin1');
}

/** One event, glued from parts that are JSON already: JSON.stringify would take several times as long. */
function nextLine(world: World, crowd: Crowd, random: Random, midnight: number, second: number, event: number): string {
  const session = crowd.sessionAt(second, event);
  const { item, level, loggedIn } = session;
  const text = loggedIn ? session.text : NOBODY;
  const page = crowd.nextPage(session);
  const tune = page === NEXT_SONG ? world.tunes.pick(random) : undefined;
  crowd.goOn(session, second, tune?.seconds ?? 1 + random.below(MAX_PAUSE_SECONDS));
  count(world.tally, tune, level !== session.level);
  return (
    `{"artist":${tune?.artist ?? 'null'}${text.identity}${item}${text.lastName}${tune?.length ?? 'null'},"level":"` +
    `${LEVEL_NAMES[level]}"${text.location}${page.request}` +
    `${text.registration}${session.id},"song":${tune?.song ?? 'null'}${page.response}${midnight + second * 1000}${text.device}`
  );
}

function count(tally: Tally, tune: Tune | undefined, levelChanged: boolean): void {
  tally.events++;
  if (levelChanged) tally.levelChanges++;
  if (tune === undefined) return;
  tally.plays++;
  if (tune.garbled) tally.garbledPlays++;
  if (!tune.known) return;
  if (tune.garbled) tally.garbledKnownPlays++;
  else tally.knownPlays++;
}
