import type { CheckResult } from '../core/event.ts';
import { count, counted, offending, share } from './format.ts';
import { safeValue } from './safe-value.ts';
import type { Style } from './style.ts';
import { clean, cut } from './text.ts';

const MOST_SAMPLES = 5;
const MOST_DIFF_LINES = 30;
const MOST_VALUE_COLUMNS = 60;

/** What is said of a check that had no row to examine. */
export const NOTHING_TO_EXAMINE = 'nothing to examine';

/** `3 checks had nothing to examine: songplays_users, songplays_songs, songplays_times`: one line for what says little, and may be much. */
export function nothingText(checks: readonly string[]): string {
  return `${counted(checks.length, 'check')} had ${NOTHING_TO_EXAMINE}: ${checks.map(clean).join(', ')}`;
}

/** `Every play has a user: 2 of 6,820 rows, 0.029%`. */
export function checkText(result: CheckResult): string {
  return `${titleText(result)}: ${foundText(result)}`;
}

/** What holds if it passes, without the full stop: something follows. */
export function titleText({ title }: CheckResult): string {
  return clean(title).replace(/\.$/, '');
}

/** What a check found, on one line: a number of rows, a value, why it is broken; and that it does not block, if it was told not to. */
export function foundText(result: CheckResult): string {
  const note = result.unblocked ? ' (not blocking: --no-block)' : '';
  return findingText(result) + note;
}

function findingText(result: CheckResult): string {
  const { outcome, finding, diff } = result;
  if (outcome === 'empty') return NOTHING_TO_EXAMINE;
  if (finding !== undefined) return clean(finding);
  if (outcome === 'broken') return 'could not be evaluated';
  return diff === undefined ? rowsText(result) : counted(result.count, 'difference');
}

function rowsText({ count: found, unit, examined, share: part }: CheckResult): string {
  if (unit !== undefined) return counted(found, unit);
  const rows = examined === undefined ? offending(found) : `${count(found)} of ${counted(examined, 'row')}`;
  return part === undefined ? rows : `${rows}, ${share(part)}`;
}

/** What shows it, a line each: the differences, or up to five offending rows (`user_id=12  level=NULL`); nothing beside a finding, which says it. */
export function evidenceLines(result: CheckResult, style: Style): readonly string[] {
  if (result.diff !== undefined) return diffLines(result.diff, style);
  return result.finding === undefined ? sampleLines(result) : [];
}

function sampleLines(result: CheckResult): readonly string[] {
  const shown = result.sample.slice(0, MOST_SAMPLES).map(rowText);
  const hidden = result.count - shown.length;
  return shown.length > 0 && hidden > 0 ? [...shown, `… and ${count(hidden)} more`] : shown;
}

function diffLines(diff: readonly string[], style: Style): readonly string[] {
  const shown = diff.slice(0, MOST_DIFF_LINES).map((line) => {
    if (line.startsWith('-')) return style.bad(clean(line));
    return line.startsWith('+') ? style.good(clean(line)) : clean(line);
  });
  const hidden = diff.length - shown.length;
  return hidden > 0 ? [...shown, `… and ${counted(hidden, 'line')} more`] : shown;
}

function rowText(row: Readonly<Record<string, unknown>>): string {
  const cells = Object.entries(row).map(([column, value]) => `${clean(column)}=${valueText(value)}`);
  return cells.join('  ');
}

/** A value of a warehouse for one line: NULL, text as it is, a date as ISO 8601, else as the driver's type prints itself. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  const text = String(value);
  return cut(clean(text === '[object Object]' ? JSON.stringify(value, safeValue) : text), MOST_VALUE_COLUMNS);
}
