/** How long ago, in units of the calendar. */
export interface Age {
  readonly count: number;
  readonly unit: 'd' | 'w' | 'm' | 'y';
}

const LONGEST_YEARS = 1000;
const PER_YEAR: Readonly<Record<Age['unit'], number>> = { d: 366, w: 52, m: 12, y: 1 };

/** An age like `90d`, `12w`, `6m` (months) or `1y`. Throws an Error that says what was expected. */
export function parseAge(text: string): Age {
  const [, number, unit] = /^(\d{1,6})([dwmy])$/.exec(text) ?? [];
  const age = { count: Number(number), unit: unit as Age['unit'] };
  if (number === undefined || age.count < 1 || age.count > LONGEST_YEARS * PER_YEAR[age.unit]) {
    throw new Error(`expected an age as 90d, 12w, 6m (months) or 1y, found "${text}"`);
  }
  return age;
}

/**
 * The day (UTC) that is so long ago. A month ago is the same day of the month before, or its last one: a month before 31 March is
 * 28 February.
 */
export function dayBefore(now: Date, { count, unit }: Age): string {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  if (unit === 'd' || unit === 'w') day.setUTCDate(day.getUTCDate() - count * (unit === 'w' ? 7 : 1));
  else {
    const wanted = day.getUTCDate();
    day.setUTCDate(1);
    day.setUTCMonth(day.getUTCMonth() - count * (unit === 'y' ? 12 : 1));
    const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
    day.setUTCDate(Math.min(wanted, last));
  }
  return day.toISOString().slice(0, 10);
}
