import type { ResultTable } from '../../core/warehouse.ts';
import type { ResultDifference } from '../definition.ts';
import { matchInAnyOrder, type Unmatched } from './any-order.ts';
import type { ExpectedTable } from './csv-file.ts';
import { renderColumns, renderDiff } from './diff.ts';
import { differencesInOrder } from './in-order.ts';
import { type ComparableRow, comparableRows, sameWithin } from './rows.ts';
import type { Tolerance } from './tolerance.ts';

/** What counts as the same. */
export interface Comparison {
  /** The query says in which order its rows come. */
  readonly isOrdered: boolean;
  readonly tolerance: Tolerance;
}

/**
 * Compares what a query gave with what is expected: first the columns, by name (in any case: engines change it) and place;
 * then the rows, in order where the query has one, else as a bag.
 */
export function compareResult(actual: ResultTable, expected: ExpectedTable, how: Comparison): ResultDifference {
  const wrongColumns = countWrongColumns(actual, expected);
  if (wrongColumns > 0) {
    const names = actual.columns.map(({ name }) => name);
    return { count: wrongColumns, expected: expected.rows.length, lines: renderColumns(expected.columns, names) };
  }
  const kinds = actual.columns.map(({ kind }) => kind);
  const wanted = comparableRows(expected.rows, kinds, expected.isEmptyNull);
  const found = comparableRows(actual.rows, kinds, expected.isEmptyNull);
  const hunks = differences(wanted, found, how);
  const count = hunks.reduce((sum, hunk) => sum + Math.max(hunk.expected.length, hunk.found.length), 0);
  const lines = count === 0 ? [] : renderDiff(actual.columns, hunks, count);
  return { count, expected: expected.rows.length, lines };
}

function countWrongColumns(actual: ResultTable, expected: ExpectedTable): number {
  const names = actual.columns.map(({ name }) => name.toLowerCase());
  const wanted = expected.columns.map((name) => name.toLowerCase());
  const longer = names.length > wanted.length ? names : wanted;
  return longer.filter((_, index) => names[index] !== wanted[index]).length;
}

function differences(
  expected: readonly ComparableRow[],
  found: readonly ComparableRow[],
  { isOrdered, tolerance }: Comparison,
): readonly Unmatched[] {
  const same = sameWithin(tolerance);
  return isOrdered ? differencesInOrder(expected, found, same) : [matchInAnyOrder(expected, found, same, tolerance)];
}
