import { FREE, type Level, type ListenerText, PAID } from './listeners.ts';
import type { Random } from './random.ts';

/** One visit of a user, from its first event to its last. */
export interface Session {
  readonly id: number;
  readonly user: number;
  readonly text: ListenerText;
  /** Second of the day at which the user goes on. */
  due: number;
  /** The next event's itemInSession. */
  item: number;
  /** Events still to come. */
  left: number;
  level: Level;
  loggedIn: boolean;
  /** On the way to the other level: about to open the page for it, or to confirm. */
  change: 'none' | 'open' | 'submit';
}

/** The level a user gets to by an upgrade or a downgrade. */
export function otherLevel(level: Level): Level {
  return level === FREE ? PAID : FREE;
}

/** Events of a session: one in four is a short look, and those who pay stay longer. */
export function sessionLength(random: Random, level: Level): number {
  if (random.percent(25)) return 1 + random.below(3);
  return level === PAID ? 4 + random.below(36) : 3 + random.below(12);
}
