import type { ResultColumn } from '../../core/warehouse.ts';
import { parseDecimal } from '../decimal.ts';
import { canonicalMoment } from '../moment.ts';
import { isNear, type Tolerance } from './tolerance.ts';

/** A row that can be compared: what is written differently but means the same is written alike. */
export interface ComparableRow {
  /** The cells as they were, for people. */
  readonly cells: readonly (string | null)[];
  /** All cells that must be the same to the letter; null stands where one is a number. */
  readonly key: string;
  /** The numbers of number columns, as text with all digits, and as doubles. */
  readonly numbers: readonly string[];
  readonly doubles: readonly number[];
}

/** Tells whether a found row is as the expected one. */
export type SameRow = (expected: ComparableRow, found: ComparableRow) => boolean;

const TRUE = /^t(?:rue)?$/i;
const FALSE = /^f(?:alse)?$/i;

/** Makes rows comparable. `isEmptyNull`: where null cannot be told from empty text, both are taken for the same. */
export function comparableRows(
  rows: readonly (readonly (string | null)[])[],
  kinds: readonly ResultColumn['kind'][],
  isEmptyNull: boolean,
): readonly ComparableRow[] {
  return rows.map((cells) => {
    const numbers: string[] = [];
    const exact = cells.map((cell, index) => {
      if (cell === null || (isEmptyNull && cell === '')) return null;
      const kind = kinds[index] ?? 'text';
      if (kind !== 'number' || parseDecimal(cell) === undefined) return canonical(cell, kind);
      numbers.push(cell.trim());
      return 0;
    });
    return { cells, key: JSON.stringify(exact), numbers, doubles: numbers.map(Number) };
  });
}

/** What two cells of a column must be to be the same, but for numbers. */
function canonical(cell: string, kind: ResultColumn['kind']): string {
  if (kind === 'number') return cell.trim().toLowerCase();
  if (kind === 'text') return canonicalMoment(cell);
  if (TRUE.test(cell)) return 'true';
  return FALSE.test(cell) ? 'false' : cell;
}

/** Numbers may be off by the tolerance, all else not at all. */
export function sameWithin(tolerance: Tolerance): SameRow {
  return (expected, found) =>
    expected.key === found.key &&
    expected.numbers.every((number, index) => isNear(number, found.numbers[index] ?? '', tolerance));
}
