import { clean, cut } from '../../reporters/text.ts';

/** Columns of a terminal that a cell of a diff takes at most. */
const MAX_WIDTH = 40;
/** Characters that are kept before the first one that differs. */
const BEFORE_DIFFERENCE = 12;

type Cells = readonly (string | null)[];

/** Two rows for a diff: in long cells the part is shown in which they differ. */
export function showPair(
  expected: Cells | undefined,
  found: Cells | undefined,
): [readonly string[] | undefined, readonly string[] | undefined] {
  return [
    expected?.map((cell, index) => shorten(show(cell), show(found?.[index] ?? null))),
    found?.map((cell, index) => shorten(show(cell), show(expected?.[index] ?? null))),
  ];
}

/** NULL as a word; in quotes is what could be taken for it, and what would not be seen. */
function show(cell: string | null): string {
  if (cell === null) return 'NULL';
  return cell === '' || cell === 'NULL' || cell.trim() !== cell ? `"${clean(cell)}"` : clean(cell);
}

function shorten(cell: string, other: string): string {
  const characters = [...cell];
  if (characters.length <= MAX_WIDTH) return cut(cell, MAX_WIDTH);
  const others = [...other];
  const difference = characters.findIndex((character, index) => character !== others[index]);
  // Where the other one only goes on, what differs is that this one ends.
  const isBeginning = difference === -1 && others.length > characters.length;
  const start = (isBeginning ? characters.length : difference) - BEFORE_DIFFERENCE;
  // Up to here what differs is within the beginning.
  if (start <= BEFORE_DIFFERENCE) return cut(cell, MAX_WIDTH);
  return `…${cut(characters.slice(start).join(''), MAX_WIDTH - 1)}`;
}
