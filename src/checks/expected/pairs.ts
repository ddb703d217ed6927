import type { Unmatched } from './any-order.ts';
import type { ComparableRow } from './rows.ts';

/** An expected row beside the found one that is most like it; undefined: there is none. */
export interface RowPair {
  readonly expected: ComparableRow | undefined;
  readonly found: ComparableRow | undefined;
}

/** More rows are not shown, so that nobody misses what is nearest to them. */
const MAX_ROWS = 200;

/** Puts side by side what probably is the same row with a changed cell: most alike first, in the order of the expected rows. */
export function pairByNearness({ expected, found }: Unmatched): readonly RowPair[] {
  const [left, right] = [expected.slice(0, MAX_ROWS), found.slice(0, MAX_ROWS)];
  const partners = new Map<ComparableRow, ComparableRow>();
  const taken = new Set<ComparableRow>();
  for (const { row, other } of byLikeness(left, right)) {
    if (partners.has(row) || taken.has(other)) continue;
    partners.set(row, other);
    taken.add(other);
  }
  return [
    ...left.map((row) => ({ expected: row, found: partners.get(row) })),
    ...right.filter((row) => !taken.has(row)).map((row) => ({ expected: undefined, found: row })),
  ];
}

function byLikeness(left: readonly ComparableRow[], right: readonly ComparableRow[]) {
  return left
    .flatMap((row) => right.map((other) => ({ row, other, likeness: likeness(row, other) })))
    .filter((pair) => pair.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
}

/** Cells that are the same; those on the left, where keys mostly stand, count a little more. */
function likeness(row: ComparableRow, other: ComparableRow): number {
  let sum = 0;
  for (const [index, cell] of row.cells.entries()) if (cell === other.cells[index]) sum += 1 + 1 / (index + 2);
  return sum;
}
