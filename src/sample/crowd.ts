import { DueQueue } from './due-queue.ts';
import type { Level, Listeners } from './listeners.ts';
import { CHANGE_PAGES, drawPage, LOGIN, LOGOUT, type Page, SUBMIT_PAGES } from './pages.ts';
import type { Popularity } from './popularity.ts';
import type { Random } from './random.ts';
import { otherLevel, type Session, sessionLength } from './session.ts';

// A user who should have gone on so long ago has left.
const GONE_AFTER_SECONDS = 1800;
const TRIES_BY_POPULARITY = 8;

interface PlannedChange {
  readonly user: number;
  /** Number of the day's event from which on it may happen. */
  readonly from: number;
}

export interface CrowdOptions {
  readonly listeners: Listeners;
  /** Who comes how often, by user number. */
  readonly popularity: Popularity;
  readonly random: Random;
  /** Days since 1970. */
  readonly day: number;
  readonly events: number;
  /** The first session of the day gets the id after this. */
  readonly lastSessionId: number;
}

/** Who is in the app during one day. Nobody is in two sessions at a time. */
export class Crowd {
  readonly #listeners: Listeners;
  readonly #popularity: Popularity;
  readonly #random: Random;
  readonly #day: number;
  readonly #waiting = new DueQueue<Session>();
  readonly #busy: Uint8Array;
  readonly #changed = new Set<number>();
  readonly #planned: PlannedChange[];
  #idle: number;
  #sessionId: number;

  constructor(options: CrowdOptions) {
    this.#listeners = options.listeners;
    this.#popularity = options.popularity;
    this.#random = options.random;
    this.#day = options.day;
    this.#busy = new Uint8Array(options.listeners.count);
    this.#idle = options.listeners.count;
    this.#sessionId = options.lastSessionId;
    this.#planned = plannedChanges(options);
  }

  /** The session the day's event number `event` belongs to: one that goes on at this second, or else a new one. */
  sessionAt(second: number, event: number): Session {
    const planned = this.#planned.at(-1);
    if (planned !== undefined && event >= planned.from && this.#busy[planned.user] === 0) {
      this.#planned.pop();
      return this.#begin(planned.user, second, 'open');
    }
    this.#dropThoseGone(second);
    const first = this.#waiting.first();
    if (first !== undefined && (first.due <= second || this.#idle === 0)) return this.#waiting.take() as Session;
    return this.#begin(this.#idleUser(), second, 'none');
  }

  /** What the user does next, and what follows from it for the events after that. */
  nextPage(session: Session): Page {
    if (session.change === 'open') {
      session.change = 'submit';
      return CHANGE_PAGES[session.level];
    }
    if (session.change === 'submit') return this.#submit(session);
    const page = drawPage(this.#random, session.loggedIn ? session.level : 2);
    if (page === LOGOUT) session.loggedIn = false;
    else if (page === LOGIN) session.loggedIn = true;
    return page;
  }

  /** Notes that an event of the session has happened; the user goes on `pause` seconds later, or leaves. */
  goOn(session: Session, second: number, pause: number): void {
    session.item++;
    session.left--;
    session.due = second + pause;
    if (session.left > 0) this.#waiting.add(session);
    else this.#leave(session);
  }

  #begin(user: number, second: number, change: Session['change']): Session {
    const random = this.#random;
    const level = this.#levelNow(user);
    this.#busy[user] = 1;
    this.#idle--;
    this.#sessionId++;
    const loggedIn = change !== 'none' || !random.percent(2);
    const left = sessionLength(random, level) + (change === 'none' ? 0 : 3);
    const text = this.#listeners.text(user);
    return { id: this.#sessionId, user, text, due: second, item: 0, left, level, loggedIn, change };
  }

  #levelNow(user: number): Level {
    const morning = this.#listeners.levelAt(user, this.#day);
    return this.#changed.has(user) ? otherLevel(morning) : morning;
  }

  #submit(session: Session): Page {
    const page = SUBMIT_PAGES[session.level];
    session.change = 'none';
    session.level = otherLevel(session.level);
    this.#changed.add(session.user);
    return page;
  }

  #dropThoseGone(second: number): void {
    for (;;) {
      const first = this.#waiting.first();
      if (first === undefined || first.due + GONE_AFTER_SECONDS >= second || first.change !== 'none') return;
      this.#waiting.take();
      this.#leave(first);
    }
  }

  #leave(session: Session): void {
    this.#busy[session.user] = 0;
    this.#idle++;
  }

  #idleUser(): number {
    for (let tries = 0; tries < TRIES_BY_POPULARITY; tries++) {
      const user = this.#popularity.pick(this.#random);
      if (this.#busy[user] === 0) return user;
    }
    const after = this.#busy.indexOf(0, this.#random.below(this.#busy.length));
    return after === -1 ? this.#busy.indexOf(0) : after;
  }
}

/** Today's changes, the first to happen last; all begin early enough for the day to see them through. */
function plannedChanges({ listeners, random, day, events }: CrowdOptions): PlannedChange[] {
  const planned = listeners
    .changersOn(day)
    .map((user) => ({ user, from: Math.floor(events * (0.1 + 0.5 * random.fraction())) }));
  return planned.sort((one, other) => other.from - one.from || other.user - one.user);
}
