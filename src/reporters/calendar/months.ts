import type { CalendarDay } from '../../core/calendar.ts';
import { count } from '../format.ts';
import type { Style } from '../style.ts';
import { SIGNS, type Sign } from './signs.ts';

const LABEL_COLUMNS = 9;
const MARKED_DAYS = [1, 5, 10, 15, 20, 25, 30];
/** So many months without anything are told in one line. */
const LEAST_EMPTY = 3;

/**
 * A calendar: a line a month and a sign a day; where the terminal is narrower than that, a month takes two lines. Long stretches
 * of which nothing is known are left out, and told.
 *
 * @param days in order, without gaps
 * @param width columns of the terminal, or Infinity for a file
 */
export function monthLines(days: readonly CalendarDay[], style: Style, width: number): readonly string[] {
  const months = new Map<string, CalendarDay[]>();
  for (const each of days) {
    const month = each.day.slice(0, 7);
    const known = months.get(month);
    if (known === undefined) months.set(month, [each]);
    else known.push(each);
  }
  const layout = layoutFor(width);
  const lines = groupMonths([...months.values()]).flatMap((group) =>
    group.length === 1 ? group.flatMap((month) => monthRows(month, layout, style)) : [emptyLine(group, style)],
  );
  return [...headerLines(layout).map(style.dim), ...lines];
}

interface Layout {
  /** Columns that a day takes. */
  readonly cell: number;
  /** The first and last day of the month of each line. */
  readonly parts: readonly (readonly [number, number])[];
}

function layoutFor(width: number): Layout {
  const parts = [[1, 31]] as const;
  if (width >= LABEL_COLUMNS + 2 * 31) return { cell: 2, parts };
  if (width >= LABEL_COLUMNS + 31) return { cell: 1, parts };
  return {
    cell: 1,
    parts: [
      [1, 15],
      [16, 31],
    ],
  };
}

/** Day numbers above the columns; where a month takes two lines, those of the first. */
function headerLines({ cell, parts: [[first, last] = [1, 31]] }: Layout): readonly string[] {
  let line = ' '.repeat(LABEL_COLUMNS);
  for (const day of MARKED_DAYS.filter((marked) => marked >= first && marked <= last)) {
    line = line.padEnd(LABEL_COLUMNS + (day - first) * cell) + String(day);
  }
  return [line];
}

function monthRows(month: readonly CalendarDay[], { cell, parts }: Layout, style: Style): readonly string[] {
  const byNumber = new Map(month.map((each) => [Number(each.day.slice(8)), each]));
  const label = (month[0]?.day ?? '').slice(0, 7);
  return parts.map(([first, last], n) => {
    let line = (n === 0 ? label : '').padEnd(LABEL_COLUMNS);
    for (let number = first; number <= last; number += 1) {
      line += toCell(byNumber.get(number), style) + ' '.repeat(cell - 1);
    }
    return line.trimEnd();
  });
}

function toCell(day: CalendarDay | undefined, style: Style): string {
  if (day === undefined) return ' ';
  const { sign, paint }: Sign = SIGNS[day.state];
  return paint(style)(sign);
}

/** Months by themselves, but those in a row of which nothing is known together. */
function groupMonths(months: readonly (readonly CalendarDay[])[]): readonly (readonly (readonly CalendarDay[])[])[] {
  const groups: (readonly CalendarDay[])[][] = [];
  let isEmptyGroup = false;
  for (const month of months) {
    const isEmpty = month.every(({ state }) => state === 'missing');
    if (isEmpty && isEmptyGroup) groups.at(-1)?.push(month);
    else groups.push([month]);
    isEmptyGroup = isEmpty;
  }
  return groups.flatMap((group) => (group.length < LEAST_EMPTY ? group.map((month) => [month]) : [group]));
}

function emptyLine(group: readonly (readonly CalendarDay[])[], style: Style): string {
  const label = (month: readonly CalendarDay[] | undefined) => (month?.[0]?.day ?? '').slice(0, 7);
  return style.dim(`${label(group[0])} … ${label(group.at(-1))}: nothing is known of ${count(group.length)} months`);
}
