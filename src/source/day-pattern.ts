import { isDay } from '../core/day.ts';

/** Where the log files of a day are, below LOG_DATA. */
export interface DayPattern {
  /** As the user wrote it. */
  readonly text: string;
  /** What all keys begin with, whatever the day. */
  readonly root: string;
  /** Whether keys sort like their days, so that all keys between two days begin with what those two have in common. */
  readonly sortsByDay: boolean;
  /** Whether the user asks for names that begin with a dot or underscore, which otherwise are no data. */
  readonly namesHidden: boolean;
  /** The key of a day as far as it is certain: up to the first wildcard. */
  prefixOf(day: string): string;
  /** The key of a day for messages, wildcards in it. */
  keyOf(day: string): string;
  /** The day that a key is a delivery of; undefined if the key does not fit the pattern. */
  dayOf(key: string): string | undefined;
}

const TOKEN = /%.?|\*\*\/|\*|\?|[^%*?]+/gs;

/** What each date field of a pattern is made of. `%H` is a wildcard: a file for each hour is several files a day. */
const FIELDS: Readonly<Record<string, { readonly match: string; readonly of?: (day: string) => string }>> = {
  '%Y': { match: '(?<Y>\\d{4})', of: (day) => day.slice(0, 4) },
  '%m': { match: '(?<m>\\d{2})', of: (day) => day.slice(5, 7) },
  '%d': { match: '(?<d>\\d{2})', of: (day) => day.slice(8, 10) },
  '%j': { match: '(?<j>\\d{3})', of: dayOfYear },
  '%H': { match: '(?:[01]\\d|2[0-3])' },
  '%%': { match: '%', of: () => '%' },
};

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]', '**/': '(?:.*/)?' };

/**
 * Compiles a pattern: strftime's %Y %m %d %j (day of year) %H %%, and the wildcards `*` and `?` (within a folder) and
 * `**` + `/` (any folders). A compressed twin of a key (`.gz`) fits as well. Returns what is wrong as text.
 */
export function compileDayPattern(text: string): DayPattern | string {
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  const unknown = tokens.find((token) => token.startsWith('%') && FIELDS[token] === undefined);
  if (unknown !== undefined) return `${unknown} is not known (known: ${Object.keys(FIELDS).join(' ')})`;
  const has = (field: string) => tokens.includes(field);
  if (!has('%Y') || !(has('%j') || (has('%m') && has('%d'))))
    return 'it must tell the day: %Y, %m and %d (or %Y and %j)';
  if (text.startsWith('/')) return 'it is a path below LOG_DATA and must not begin with /';

  const expression = regularExpression(tokens);
  const certain = (day: string) => tokens.slice(0, wildcardAt(tokens)).map((token) => render(token, day));
  return {
    text,
    root: tokens
      .slice(
        0,
        firstIndex(tokens, (token) => token.startsWith('%') || WILDCARDS[token] !== undefined),
      )
      .join(''),
    sortsByDay: sortsByDay(tokens),
    namesHidden: /(^|\/)[._]/.test(text),
    prefixOf: (day) => certain(day).join(''),
    keyOf: (day) => tokens.map((token) => render(token, day)).join(''),
    dayOf: (key) => dayFrom(expression.exec(key)?.groups),
  };
}

function regularExpression(tokens: readonly string[]): RegExp {
  const seen = new Set<string>();
  const parts = tokens.map((token) => {
    const field = FIELDS[token];
    if (field === undefined) return WILDCARDS[token] ?? literally(token);
    // A field that comes again must have the same value: 2018/11/2018-12-01 is no day's key.
    const name = /\(\?<(\w)>/.exec(field.match)?.[1];
    if (name === undefined) return field.match;
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return field.match;
  });
  const compressed = tokens.at(-1)?.endsWith('.gz') ? '' : '(?:\\.gz)?';
  return new RegExp(`^${parts.join('')}${compressed}$`, 's');
}

function dayFrom(groups: Record<string, string> | undefined): string | undefined {
  if (groups === undefined) return undefined;
  const { Y, m, d, j } = groups;
  const day = m !== undefined && d !== undefined ? `${Y}-${m}-${d}` : dayInYear(Number(Y), Number(j));
  if (day === undefined || !isDay(day)) return undefined;
  return j === undefined || dayOfYear(day) === j ? day : undefined;
}

function sortsByDay(tokens: readonly string[]): boolean {
  const [year, month, day, dayOfTheYear] = ['%Y', '%m', '%d', '%j'].map((field) => tokens.indexOf(field)) as [
    number,
    number,
    number,
    number,
  ];
  if (dayOfTheYear !== -1) return year < dayOfTheYear && month === -1 && day === -1;
  return year < month && month < day;
}

function render(token: string, day: string): string {
  return FIELDS[token]?.of?.(day) ?? token;
}

function wildcardAt(tokens: readonly string[]): number {
  return firstIndex(tokens, (token) => WILDCARDS[token] !== undefined || token === '%H');
}

function firstIndex(tokens: readonly string[], test: (token: string) => boolean): number {
  const index = tokens.findIndex(test);
  return index === -1 ? tokens.length : index;
}

function dayOfYear(day: string): string {
  const days = (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${day.slice(0, 4)}-01-01T00:00:00Z`)) / 86_400_000 + 1;
  return String(days).padStart(3, '0');
}

function dayInYear(year: number, dayOfTheYear: number): string | undefined {
  const time = Date.parse(`${String(year).padStart(4, '0')}-01-01T00:00:00Z`) + (dayOfTheYear - 1) * 86_400_000;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
