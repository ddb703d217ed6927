import { Matching, type RowPairs } from './matching.ts';
import type { ComparableRow, SameRow } from './rows.ts';
import type { Tolerance } from './tolerance.ts';

/** Rows that have no partner on the other side, in their own order. */
export interface Unmatched {
  readonly expected: readonly ComparableRow[];
  readonly found: readonly ComparableRow[];
}

/**
 * Finds as many pairs of same rows as there can be, whatever their order. Being the same within a tolerance does not carry
 * over (1 is near 2, 2 near 3, 1 not near 3), so that taking the first fitting partner may leave a row without one that
 * could have had one.
 */
export function matchInAnyOrder(
  expected: readonly ComparableRow[],
  found: readonly ComparableRow[],
  same: SameRow,
  tolerance: Tolerance,
): Unmatched {
  const foundGroups = groupByKey(found);
  const left = { expected: new Set(expected), found: new Set(found) };
  for (const [key, wanted] of groupByKey(expected)) {
    for (const [row, partner] of matchGroup(wanted, foundGroups.get(key) ?? [], same, tolerance)) {
      left.expected.delete(row);
      left.found.delete(partner);
    }
  }
  return { expected: [...left.expected], found: [...left.found] };
}

function groupByKey(rows: readonly ComparableRow[]): Map<string, ComparableRow[]> {
  const groups = new Map<string, ComparableRow[]>();
  for (const row of rows) {
    const group = groups.get(row.key);
    if (group === undefined) groups.set(row.key, [row]);
    else group.push(row);
  }
  return groups;
}

/** Rows that differ in their numbers only. */
function matchGroup(wanted: ComparableRow[], found: ComparableRow[], same: SameRow, tolerance: Tolerance): RowPairs {
  const pivot = mostTelling([...wanted, ...found]);
  const inOrder = (a: ComparableRow, b: ComparableRow) => compare(a.doubles, b.doubles, pivot);
  const [left, right] = [wanted.toSorted(inOrder), found.toSorted(inOrder)];
  const pairs = left.flatMap((row, index) => {
    const partner = right[index];
    return partner !== undefined && same(row, partner) ? [[row, partner] as const] : [];
  });
  // Nearly always all is said by now.
  if (pairs.length === Math.min(left.length, right.length)) return pairs;
  return new Matching(left, right, pivot, same, tolerance).pairs();
}

/** The number column with the most different values, by which the fewest rows come into question as partners. */
function mostTelling(rows: readonly ComparableRow[]): number {
  const variety = (rows[0]?.doubles ?? []).map((_, index) => new Set(rows.map(({ doubles }) => doubles[index])).size);
  return Math.max(0, variety.indexOf(Math.max(...variety)));
}

function compare(a: readonly number[], b: readonly number[], pivot: number): number {
  const first = (a[pivot] ?? 0) - (b[pivot] ?? 0);
  if (first !== 0) return first;
  const index = a.findIndex((number, at) => number !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
