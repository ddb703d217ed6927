/** When a job starts. */
export interface Schedule {
  /** Five fields, as crontab(5) and GitHub Actions take them. */
  readonly cron: string;
  /** The same times for OnCalendar= of systemd.time(7); it starts at each of these. */
  readonly calendar: readonly string[];
  /** Minutes between two starts within an hour, at the least. */
  readonly leastMinutes: number;
}

/** Not on the full hour, when everybody's jobs start. */
const MINUTE = 7;
const EVERY = 'expected minutes or hours that divide the hour or the day (5m, 15m, 30m, 1h, 6h), or 1d';

/**
 * The schedule of `15m`, `1h` or `1d`.
 * @throws Error with the problem and what was expected
 */
export function everySchedule(text: string): Schedule {
  const [, digits = '', unit = ''] = /^([1-9]\d?)([mhd])$/.exec(text) ?? [];
  const count = Number(digits);
  if (unit === 'm' && count < 60 && 60 % count === 0) return parseCron(`${steps(count)} * * * *`);
  if (unit === 'h' && count < 24 && 24 % count === 0) return parseCron(`${MINUTE} ${steps(count)} * * *`);
  if (text === '1d') return parseCron(`${MINUTE} 0 * * *`);
  throw new Error(`${EVERY}; found "${text}"`);
}

function steps(count: number): string {
  return count === 1 ? '*' : `*/${count}`;
}

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names of the values from `first` on. */
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'minute', first: 0, last: 59 },
  { name: 'hour', first: 0, last: 23 },
  { name: 'day of the month', first: 1, last: 31 },
  { name: 'month', first: 1, last: 12, names: MONTHS },
  { name: 'weekday', first: 0, last: 7, names: WEEKDAYS },
];

/**
 * Reads a cron expression: numbers, names of months and weekdays, `*`, ranges, steps and lists.
 * @throws Error with the problem and what was expected
 */
export function parseCron(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    throw new Error(`expected minute, hour, day, month and weekday as "0 6 * * 1-5", found "${text}"`);
  }
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, at) => valuesOf(field, fields[at] ?? '')) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const on = (some: readonly number[], names: readonly number[]) =>
    `${weekdayList(names)}*-${list(months, FIELDS[3])}-${list(some, FIELDS[2])} ${list(hours, FIELDS[1])}:${list(minutes, FIELDS[0])}:00`;
  // crontab(5): if both days are restricted, it starts on either; systemd wants both to hold.
  const isEither = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*');
  const calendar = isEither ? [on(days, []), on([], weekdays)] : [on(days, weekdays)];
  const cron = [...fields.slice(0, 4), sundayAsZero(fields[4] ?? '', weekdays)].join(' ');
  return { cron, calendar, leastMinutes: leastGap(minutes) };
}

/** GitHub knows Sunday only as 0. The field does not become a star: with one, it would no longer restrict the days. */
function sundayAsZero(text: string, weekdays: readonly number[]): string {
  const hasSeven = text.split(',').some((part) => /^(?:\w+-)?7/.test(part));
  return hasSeven ? weekdays.join(',') : text;
}

function valuesOf(field: Field, text: string): number[] {
  const values = text.split(',').flatMap((part) => valuesOfPart(field, part, text));
  // 7 is another name of Sunday.
  const known = field.last === 7 ? values.map((value) => value % 7) : values;
  return [...new Set(known)].sort((a, b) => a - b);
}

function valuesOfPart(field: Field, part: string, text: string): number[] {
  const problem = () =>
    new Error(
      `expected ${field.name === 'hour' ? 'an' : 'a'} ${field.name} from ${field.first} to ${field.last}, found "${text}"`,
    );
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === '' || (from === '*' && to !== undefined) || (from !== '*' && to === undefined && step !== undefined)) {
    throw problem();
  }
  const first = from === '*' ? field.first : numberOf(field, from);
  const last = from === '*' ? field.last : numberOf(field, to ?? from);
  const stride = Number(step ?? 1);
  if (!(first >= field.first && first <= last && last <= field.last && stride >= 1)) throw problem();
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => first + index * stride);
}

/** NaN for what is none. */
function numberOf({ names, first }: Field, text: string): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  if (index >= 0) return first + index;
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/** As systemd writes a set of numbers; none, or all of them, is any. */
function list(values: readonly number[], field: Field | undefined): string {
  const isAny = values.length === 0 || (field !== undefined && values.length === field.last - field.first + 1);
  return isAny ? '*' : values.map((value) => String(value).padStart(2, '0')).join(',');
}

function weekdayList(values: readonly number[]): string {
  if (values.length === 0 || values.length === WEEKDAYS.length) return '';
  const names = values.map((value) => WEEKDAYS[value] ?? '');
  return `${names.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join(',')} `;
}

function leastGap(minutes: readonly number[]): number {
  return Math.min(...minutes.map((minute, at) => (minutes[at + 1] ?? (minutes[0] ?? 0) + 60) - minute));
}
