import type { CalendarState } from '../../core/calendar.ts';
import type { Style } from '../style.ts';

/** How a day is shown: by a sign that needs no colour, and in a colour that needs no sign. */
export interface Sign {
  readonly sign: string;
  readonly paint: (style: Style) => (text: string) => string;
  /** For the legend. */
  readonly meaning: string;
}

/** In the order of the legend. */
export const SIGNS = {
  published: { sign: '●', paint: ({ good }) => good, meaning: 'published' },
  rejects: { sign: 'r', paint: ({ warn }) => warn, meaning: 'published, with rejects' },
  staged: { sign: 's', paint: ({ warn }) => warn, meaning: 'staged, not published' },
  restaged: { sign: 'u', paint: ({ warn }) => warn, meaning: 'staged again, update not published' },
  failed: { sign: 'F', paint: ({ bad }) => bad, meaning: 'failed' },
  new: { sign: 'n', paint: ({ active }) => active, meaning: 'new files' },
  changed: { sign: 'c', paint: ({ active }) => active, meaning: 'changed files' },
  vanished: { sign: 'v', paint: ({ warn }) => warn, meaning: 'files vanished' },
  missing: { sign: '-', paint: ({ bad }) => bad, meaning: 'missing' },
} as const satisfies Readonly<Record<CalendarState, Sign>>;
