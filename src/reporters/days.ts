import type { RunEvent } from '../core/event.ts';
import { counted, duration } from './format.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_RANGES = 4;

/**
 * Days (`2018-11-15`) as a person would write them: `2018-11-01 … 2018-11-30 (30 days)`. Days in a row become a range, in any
 * order of the input; of more than four ranges the middle ones are left out. Empty for no days.
 */
export function daysText(days: readonly string[]): string {
  const texts = rangeTexts(days);
  const shown = texts.length > MOST_RANGES ? [...texts.slice(0, MOST_RANGES - 1), '…', ...texts.slice(-1)] : texts;
  const total = new Set(days).size;
  return total > 1 ? `${shown.join(', ')} (${counted(total, 'day')})` : shown.join('');
}

/** Days in a row as `2018-11-01 … 2018-11-30`, others as they are; in order, none left out. */
export function rangeTexts(days: readonly string[]): readonly string[] {
  const ranges = toRanges([...new Set(days)].sort());
  return ranges.map(([first, last]) => (first === last ? first : `${first} … ${last}`));
}

function toRanges(sorted: readonly string[]): readonly (readonly [string, string])[] {
  const ranges: [string, string][] = [];
  for (const day of sorted) {
    const current = ranges.at(-1);
    if (current && Date.parse(day) - Date.parse(current[1]) === DAY_MS) current[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
}

/** `2 of 5: 2018-12-01 … 2018-12-30 (30 days), 40s left`. */
export function chunkText({ number, total, days, remainingMs }: Extract<RunEvent, { type: 'chunk-started' }>): string {
  const left = remainingMs === undefined ? '' : `, ${duration(remainingMs)} left`;
  // After days that could not be loaded: what there is to publish besides.
  return `${number} of ${total}: ${days.length === 0 ? 'what is staged already' : daysText(days)}${left}`;
}
