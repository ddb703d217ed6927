/** A date and time of day, checked. */
export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Up to six digits. */
  readonly fraction: string;
  readonly zone: string | undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What stands for what in a template; the longest first. */
const FIELDS: readonly (readonly [string, string])[] = [
  ['YYYY', '(?<year>\\d{4})'],
  ['YY', '(?<shortYear>\\d{2})'],
  ['MONTH', '(?<monthName>[A-Za-z]{3,9})'],
  ['MON', '(?<monthName>[A-Za-z]{3})'],
  ['MM', '(?<month>\\d{1,2})'],
  ['DD', '(?<day>\\d{1,2})'],
  ['HH24', '(?<hour>\\d{1,2})'],
  ['HH12', '(?<hour>\\d{1,2})'],
  ['HH', '(?<hour>\\d{1,2})'],
  ['MI', '(?<minute>\\d{1,2})'],
  ['SS', '(?<second>\\d{1,2})(?:\\.(?<fraction>\\d{1,6})\\d*)?'],
  ['AM', '(?<half>[AaPp][Mm])'],
  ['PM', '(?<half>[AaPp][Mm])'],
  ['OF', '(?<zone>[-+]\\d{2}(?::?\\d{2})?)'],
];
const FIELD = new RegExp(FIELDS.map(([name]) => name).join('|'), 'g');

/** What TIMEFORMAT 'auto' and DATEFORMAT 'auto' take here: epochs are not among it. */
const AUTO_DATES = ['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYY.MM.DD', 'YYYYMMDD', 'MM/DD/YYYY', 'MM-DD-YYYY', 'MON DD YYYY'];
const AUTO_TIMES = ['', ' HH:MI:SS', 'THH:MI:SS', ' HH:MI', ' HH:MI:SSOF', 'THH:MI:SSOF', ' HH:MI:SS OF'];

/** @see https://docs.aws.amazon.com/redshift/latest/dg/automatic-recognition.html */
export function parseAuto(text: string): Moment | undefined {
  const source = text.replace(/Z$/, '+00');
  for (const date of AUTO_DATES) {
    for (const time of AUTO_TIMES) {
      const moment = parseTemplate(source, date + time);
      if (moment !== undefined) return moment;
    }
  }
  return undefined;
}

const patterns = new Map<string, RegExp>();

/** Undefined for text that is not of the template's form, or no moment. */
export function parseTemplate(text: string, template: string): Moment | undefined {
  const pattern = patterns.get(template) ?? compile(template);
  patterns.set(template, pattern);
  const groups = pattern.exec(text)?.groups;
  return groups === undefined ? undefined : momentOf(groups);
}

function compile(template: string): RegExp {
  const escaped = template.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = escaped.replace(FIELD, (field) => FIELDS.find(([name]) => name === field)?.[1] ?? field);
  return new RegExp(`^${source}$`);
}

function momentOf(groups: Record<string, string | undefined>): Moment | undefined {
  const number = (name: string, otherwise: number) => Number(groups[name] ?? otherwise);
  const month = groups.monthName === undefined ? number('month', 1) : monthOf(groups.monthName);
  const year = groups.shortYear === undefined ? number('year', 0) : 2000 + number('shortYear', 0);
  const moment = {
    year,
    month,
    day: number('day', 1),
    hour: hourOf(number('hour', 0), groups.half),
    minute: number('minute', 0),
    second: number('second', 0),
    fraction: groups.fraction ?? '',
    zone: groups.zone,
  };
  return isMoment(moment) ? moment : undefined;
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function isMoment({ year, month, day, hour, minute, second }: Moment): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60;
}
