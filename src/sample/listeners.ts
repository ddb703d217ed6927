import { slashedJson } from './ascii-json.ts';
import { type CompleteOptions, DAY_MS, firstDayOf } from './options.ts';
import { metropolis, PERSON_NAMES, personName } from './people.ts';
import { Random } from './random.ts';

export const FREE = 0;
export const PAID = 1;
export type Level = typeof FREE | typeof PAID;
export const LEVEL_NAMES = ['free', 'paid'] as const;

/** Milliseconds every time stamp ends in, as in the original. */
export const MILLISECONDS = 796;

/** The parts of a log line that stay the same for a user, already JSON; the line is glued together from them. */
export interface ListenerText {
  /** From auth to the key of itemInSession. */
  readonly identity: string;
  /** lastName and the key of length. */
  readonly lastName: string;
  /** location and the key of method. */
  readonly location: string;
  /** registration and the key of sessionId. */
  readonly registration: string;
  /** userAgent and userId, up to the end of the object. */
  readonly device: string;
}

/** What stands in their place while nobody is logged in. */
export const NOBODY: ListenerText = {
  identity: ',"auth":"Logged Out","firstName":null,"gender":null,"itemInSession":',
  lastName: ',"lastName":null,"length":',
  location: ',"location":null,"method":',
  registration: ',"registration":null,"sessionId":',
  device: ',"userAgent":null,"userId":""}',
};

// In every twelve users one changes between free and paid; too few events a day could not show it.
const CHANGER_OF_TWELVE = 1;
const EVENTS_PER_CHANGER = 4;
// User number 7 bears the name of user number 0: a report that groups by name takes them for one.
const NAMESAKE = 7;

/** The registered users, each made from its number alone, so that a million of them need no memory. */
export class Listeners {
  readonly count: number;
  readonly #seed: number;
  readonly #start: number;
  readonly #changers: number;
  readonly #firstName: number;

  constructor(options: CompleteOptions) {
    this.count = options.users;
    this.#seed = options.seed;
    this.#start = firstDayOf(options.start) * DAY_MS;
    this.#changers = Math.min(options.users, Math.floor(options.eventsPerDay / EVENTS_PER_CHANGER));
    this.#firstName = new Random(`${options.seed}/names`).below(PERSON_NAMES);
  }

  /** The parts of a log line of user number `index` (its userId is one more). */
  text(index: number): ListenerText {
    const random = new Random(`${this.#seed}/user/${index}`);
    const namesake = index === Math.min(NAMESAKE, this.count - 1);
    const name = personName(this.#firstName + (namesake ? 0 : index));
    const registered = this.#start - (1 + random.below(10_000_000)) * 1000 + MILLISECONDS;
    return {
      identity: `,"auth":"Logged In","firstName":"${name.first}","gender":"${name.gender}","itemInSession":`,
      lastName: `,"lastName":"${name.last}","length":`,
      location: `,"location":${slashedJson(metropolis(random))},"method":`,
      registration: `,"registration":${registered}.0,"sessionId":`,
      device: `,"userAgent":${random.pick(USER_AGENTS)},"userId":"${index + 1}"}`,
    };
  }

  /** The level of a user when the day (counted from 1970) begins; `changersOn` of that day then change it. */
  levelAt(index: number, day: number): Level {
    const { base, period, phase } = this.#subscription(index);
    if (!this.#changes(index)) return base;
    return ((base + Math.floor((day - 1 + phase) / period)) % 2) as Level;
  }

  /** The users who up- or downgrade during the day, in the order of their numbers. */
  changersOn(day: number): number[] {
    const changers: number[] = [];
    for (let index = CHANGER_OF_TWELVE; index < this.#changers; index += 12) {
      const { period, phase } = this.#subscription(index);
      if ((day + phase) % period === 0) changers.push(index);
    }
    return changers;
  }

  #changes(index: number): boolean {
    return index % 12 === CHANGER_OF_TWELVE && index < this.#changers;
  }

  /** Changes come at a steady period, so that the level of any day is known without the days before it. */
  #subscription(index: number): { base: Level; period: number; phase: number } {
    const random = new Random(`${this.#seed}/subscription/${index}`);
    return { base: random.percent(35) ? PAID : FREE, period: 8 + random.below(10), phase: 1 + random.below(20) };
  }
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const USER_AGENTS = [
  `"Mozilla/5.0 (Windows NT 6.1; WOW64) ${WEBKIT} Chrome/36.0.1985.143 Safari/537.36"`,
  `"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) ${WEBKIT} Chrome/37.0.2062.94 Safari/537.36"`,
  `"Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/36.0.1985.125 Safari/537.36"`,
  `"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Version/7.0 Mobile/11D257 Safari/9537.53"`,
  'Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.9; rv:31.0) Gecko/20100101 Firefox/31.0',
  'Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:31.0) Gecko/20100101 Firefox/31.0',
  'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; WOW64; Trident/5.0)',
  'Mozilla/5.0 (Windows NT 6.3; WOW64; Trident/7.0; rv:11.0) like Gecko',
].map(slashedJson);
