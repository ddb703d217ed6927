import { EtlError } from '../../core/errors.ts';
import type { ResultColumn, ResultTable } from '../../core/warehouse.ts';

/** Any decimal of so many digits survives a double (IEEE 754 binary64, DBL_DIG). */
const EXACT_DIGITS = 15;

/** One JSON array with an object a row, each on a line of its own. @throws EtlError 'usage' if a name stands twice */
export function toJson({ columns, rows }: ResultTable): string {
  refuseTwins(columns.map(({ name }) => name));
  const lines = rows.map((row) => `{${columns.map((column, n) => toMember(column, row[n] ?? null)).join(',')}}`);
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** By hand: in an object of JavaScript, names like `1` and `__proto__` would not stay as and where they are. */
function toMember({ name, kind }: ResultColumn, value: string | null): string {
  const isBare = value === null || kind === 'boolean' || (kind === 'number' && isExact(value));
  return `${JSON.stringify(name)}:${isBare ? value : JSON.stringify(value)}`;
}

/** Numbers that readers would round, and those that JSON does not have (NaN, Infinity), become strings. */
function isExact(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) || !Number.isFinite(Number(text))) return false;
  const digits = text
    .replace(/[eE].*/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
  if (digits.length <= EXACT_DIGITS) return true;
  // Of long integers the shortest text that leads back to a double need not be the double's value.
  return /^-?\d+$/.test(text) ? BigInt(Number(text)) === BigInt(text) : String(Number(text)) === text;
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) < index);
  if (twin === undefined) return;
  throw new EtlError('usage', `two columns are called ${twin}, which JSON cannot tell apart`, {
    hint: 'give one another name with AS, or choose another --format',
  });
}
