import type { Unmatched } from './any-order.ts';
import type { ComparableRow, SameRow } from './rows.ts';

/** Beyond so many comparisons the rows are compared place by place, which costs a good diff, not the right answer. */
const MAX_COMPARISONS = 1_000_000;

/** Finds what must be taken away and put in to make the expected rows of those found, place after place; nothing if they are the same. */
export function differencesInOrder(
  expected: readonly ComparableRow[],
  found: readonly ComparableRow[],
  same: SameRow,
): readonly Unmatched[] {
  const start = sameAtStart(expected, found, same);
  const end = sameAtStart(expected.slice(start).reverse(), found.slice(start).reverse(), same);
  const left = expected.slice(start, expected.length - end);
  const right = found.slice(start, found.length - end);
  if (left.length === 0 && right.length === 0) return [];
  const pairs =
    left.length * right.length > MAX_COMPARISONS ? placeByPlace(left, right, same) : longestCommon(left, right, same);
  return between(left, right, pairs);
}

function sameAtStart(expected: readonly ComparableRow[], found: readonly ComparableRow[], same: SameRow): number {
  const length = Math.min(expected.length, found.length);
  let count = 0;
  while (count < length && same(expected[count] as ComparableRow, found[count] as ComparableRow)) count += 1;
  return count;
}

type IndexPairs = readonly (readonly [number, number])[];

function placeByPlace(left: readonly ComparableRow[], right: readonly ComparableRow[], same: SameRow): IndexPairs {
  return left.flatMap((row, index) => {
    const other = right[index];
    return other !== undefined && same(row, other) ? [[index, index] as const] : [];
  });
}

/** The longest sequence of rows that both have, by the places of its rows. */
function longestCommon(left: readonly ComparableRow[], right: readonly ComparableRow[], same: SameRow): IndexPairs {
  const width = right.length + 1;
  /** How long it is from each pair of places on. */
  const lengths = new Uint32Array((left.length + 1) * width);
  const isSame = new Uint8Array(lengths.length);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const here = row * width + column;
      isSame[here] = same(left[row] as ComparableRow, right[column] as ComparableRow) ? 1 : 0;
      const without = Math.max(at(row + 1, column), at(row, column + 1));
      lengths[here] = isSame[here] === 1 ? Math.max(at(row + 1, column + 1) + 1, without) : without;
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < left.length && column < right.length; ) {
    if (isSame[row * width + column] === 1 && at(row, column) === at(row + 1, column + 1) + 1) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** What stands between the pairs. */
function between(left: readonly ComparableRow[], right: readonly ComparableRow[], pairs: IndexPairs): Unmatched[] {
  const hunks: Unmatched[] = [];
  let [row, column] = [0, 0];
  for (const [nextRow, nextColumn] of [...pairs, [left.length, right.length] as const]) {
    if (nextRow > row || nextColumn > column) {
      hunks.push({ expected: left.slice(row, nextRow), found: right.slice(column, nextColumn) });
    }
    [row, column] = [nextRow + 1, nextColumn + 1];
  }
  return hunks;
}
