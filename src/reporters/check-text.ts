import type { CheckResult } from '../core/event.ts';
import { count, offending } from './format.ts';
import { safeValue } from './safe-value.ts';
import { clean, cut } from './text.ts';

const MOST_SAMPLES = 5;
const MOST_VALUE_COLUMNS = 60;

/** `Every play has a user: 2 offending rows`. */
export function checkText(result: CheckResult): string {
  return `${clean(result.title)}: ${offending(result.count)}`;
}

/** Up to five offending rows, one a line: `user_id=12  level=NULL`. */
export function sampleLines(result: CheckResult): readonly string[] {
  const shown = result.sample.slice(0, MOST_SAMPLES).map(rowText);
  const hidden = result.count - shown.length;
  return shown.length > 0 && hidden > 0 ? [...shown, `… and ${count(hidden)} more`] : shown;
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
