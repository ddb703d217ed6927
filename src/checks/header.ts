import { nearest } from '../core/nearest.ts';
import type { CheckDefinition, Severity, Threshold } from './definition.ts';

/** What the comment lines at the top of a check's file say; what they do not say is undefined. */
export interface Header {
  readonly title: string | undefined;
  readonly severity: Severity | undefined;
  readonly scope: CheckDefinition['scope'] | undefined;
  readonly tables: readonly string[] | undefined;
  readonly unit: string | undefined;
  readonly when: CheckDefinition['when'] | undefined;
  readonly warnIf: Threshold | undefined;
  readonly errorIf: Threshold | undefined;
  readonly setting: string | undefined;
  /** How far numbers may be from those of an expected result, as written. */
  readonly tolerance: string | undefined;
}

const KEYS = ['severity', 'scope', 'tables', 'unit', 'when', 'warn-if', 'error-if', 'setting', 'tolerance'] as const;
type Key = (typeof KEYS)[number];

/** A word and a colon; before a comparison the colon can be left out: `warn-if >10`. */
const ENTRY = /^([a-z][a-z-]*)(?:\s*:\s*|\s+(?=[<>=]))(.*)$/;

const UNIT = /^[a-z][a-z ]*$/;

const NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/;

/** Reads the header of a check's file. Problems name file, line and value. */
export function parseHeader(text: string, origin: string): { header: Header; problems: readonly string[] } {
  const problems: string[] = [];
  const entries = new Map<Key, { readonly value: string; readonly line: number }>();
  let title: string | undefined;
  for (const { content, line } of commentLines(text)) {
    const [, key, value = ''] = ENTRY.exec(content) ?? [];
    if (key === undefined) title ??= content === '' ? undefined : content;
    else if (!isKey(key)) problems.push(`${origin} line ${line}: ${unknownKey(key)}`);
    else if (entries.has(key)) problems.push(`${origin} line ${line}: ${key} stands twice`);
    else entries.set(key, { value: value.trim(), line });
  }
  const read = <T>(key: Key, parse: (value: string) => T): T | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    try {
      return parse(entry.value);
    } catch (error) {
      problems.push(`${origin} line ${entry.line}: ${key}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const header: Header = {
    title,
    severity: read('severity', oneOf('error', 'warn')),
    scope: read('scope', oneOf('days', 'all')),
    tables: read('tables', parseTables),
    unit: read('unit', parseUnit),
    when: read('when', oneOf('always', 'check')),
    warnIf: read('warn-if', parseThreshold),
    errorIf: read('error-if', parseThreshold),
    setting: read('setting', (value) => value),
    tolerance: read('tolerance', (value) => value),
  };
  if (header.unit !== undefined && [header.warnIf, header.errorIf].some((limit) => limit?.unit === 'share')) {
    problems.push(`${origin}: unit: there is no share of the examined rows where a ${header.unit} is counted`);
  }
  return { header, problems };
}

/** A number of rows, or a share of those examined: `> 10`, `>= 0.5%`. Throws an Error that says what was expected. */
export function parseThreshold(text: string): Threshold {
  const [, operator, digits, percent] = /^(>=?)\s*(\d+(?:\.\d+)?)\s*(%)?$/.exec(text) ?? [];
  const number = Number(digits);
  const isShare = percent !== undefined;
  if (operator === undefined || (isShare ? number > 100 : !Number.isSafeInteger(number))) {
    throw new Error(`expected > or >= and a number of rows or a share of them, like > 10 or > 0.5%, found "${text}"`);
  }
  return {
    operator: operator as Threshold['operator'],
    unit: isShare ? 'share' : 'count',
    limit: isShare ? number / 100 : number,
  };
}

function parseTables(text: string): readonly string[] {
  const tables = text.split(',').map((name) => name.trim());
  const wrong = tables.find((name) => !NAME.test(name));
  if (wrong !== undefined) throw new Error(`expected names of tables with commas between them, found "${wrong}"`);
  return tables;
}

function parseUnit(text: string): string {
  if (!UNIT.test(text)) throw new Error(`expected a noun in the singular, like day, found "${text}"`);
  return text;
}

function oneOf<const Word extends string>(...words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw new Error(`expected ${words.join(' or ')}, found "${value}"`);
    return word;
  };
}

function isKey(word: string): word is Key {
  return KEYS.includes(word as Key);
}

function unknownKey(key: string): string {
  const guess = nearest(key, KEYS);
  const advice = guess === undefined ? `there are ${KEYS.join(', ')}` : `did you mean ${guess}?`;
  return `"${key}" is no part of a check's header; ${advice}`;
}

/** The comment lines before the query, without their dashes. */
function* commentLines(text: string): Generator<{ readonly content: string; readonly line: number }> {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('--')) return;
    // Directives for one engine are no part of the header.
    if (trimmed.startsWith('--') && !trimmed.startsWith('--!')) {
      yield { content: trimmed.slice(2).trim(), line: index + 1 };
    }
  }
}
