import { EtlError } from '../core/errors.ts';
import { parseLocation, type SourceLocation } from '../object-stores/location.ts';
import { redact } from '../redact.ts';
import { compileDayPattern, type DayPattern } from '../source/day-pattern.ts';
import { REGION, ROLE_ARN } from '../warehouses/target.ts';

// What a setting may say. Each throws an Error with the problem and what was expected.

/** A problem as one sentence: what is wrong, then what to write instead. */
export function parsePlace(text: string): SourceLocation {
  try {
    return parseLocation(text);
  } catch (error) {
    throw error instanceof EtlError && error.hint !== undefined ? new Error(`${error.message}; ${error.hint}`) : error;
  }
}

export function parsePattern(text: string): DayPattern {
  const pattern = compileDayPattern(text);
  if (typeof pattern === 'string') throw new Error(`"${text}": ${pattern}`);
  return pattern;
}

/** A whole number within bounds; throws an Error that says what was expected. */
export function parseInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`expected a whole number from ${least} to ${most}, found "${text}"`);
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 7 * 24 * 3_600_000;

/** Milliseconds of a time like `90s`. */
export function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(?=0$|\d+\D)(\d{1,9})(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  if (number === '' || milliseconds > LONGEST_MS) {
    throw new Error(`expected a time of up to 7 days as 90s, 30m or 2h, found "${text}"`);
  }
  return milliseconds;
}

/** Days of a time like `90d`. */
export function parseDays(text: string): number {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (days === undefined) throw new Error(`expected a number of days as 2d or 90d, found "${text}"`);
  return Number(days);
}

/** A share like `5%`, as a number from 0 to 1. */
export function parseShare(text: string): number {
  const [, percent] = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) > 100)
    throw new Error(`expected a share from 0% to 100%, found "${text}"`);
  return Number(percent) / 100;
}

/** The path of a folder; whether it is there shows when it is read. */
export function parseFolder(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    throw new Error(`expected a folder on this machine, found "${redact(text)}"`);
  return text;
}

/** The path of a file; whether it can be written shows when it is opened. */
export function parseFile(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    throw new Error(`expected a file on this machine, found "${redact(text)}"`);
  return text;
}

export function parseName(text: string, what: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(text)) {
    throw new Error(`expected ${what} of lower-case letters, digits and -, found "${redact(text)}"`);
  }
  return text;
}

export function parseSecretArn(text: string): string {
  if (!/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/.test(text)) {
    throw new Error(`expected arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, found "${redact(text)}"`);
  }
  return text;
}

export function parseRole(text: string): string {
  if (text === 'default' || text.split(',').every((role) => ROLE_ARN.test(role))) return text;
  throw new Error(
    `expected default or arn:aws:iam::ACCOUNT:role/NAME (several with a comma and no space), found "${redact(text)}"`,
  );
}

export function parseRegion(text: string): string {
  if (!REGION.test(text)) throw new Error(`expected a region like us-west-2, found "${redact(text)}"`);
  return text;
}

export function parseWorkUri(text: string): SourceLocation {
  const location = parsePlace(text);
  if (location.kind !== 's3') throw new Error(`expected an s3:// URI that we may write, found "${redact(text)}"`);
  return location;
}

export function parseSwitch(text: string): boolean {
  if (['true', '1', 'yes'].includes(text)) return true;
  if (['false', '0', 'no'].includes(text)) return false;
  throw new Error(`expected true or false, found "${text}"`);
}

export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`expected an http:// or https:// URL, found "${redact(text)}"`);
  }
  return text;
}
