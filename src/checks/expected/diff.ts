import type { ResultColumn } from '../../core/warehouse.ts';
import { clean, cut, displayWidth, padEnd, padStart } from '../../reporters/text.ts';
import type { Unmatched } from './any-order.ts';
import { showPair } from './cells.ts';
import { pairByNearness, type RowPair } from './pairs.ts';

/** Lines with the header and the count of what is not shown. */
const MAX_LINES = 20;

/** Columns of a terminal that the names of columns take at most where they are what differs. */
const MAX_NAMES = 400;

/** One line of the diff before its columns are lined up. */
interface Line {
  readonly sign: '-' | '+' | ' ';
  readonly cells: readonly string[];
}

/**
 * A small diff of rows: the columns' names, then `-` expected and `+` found, what belongs together on neighbouring lines,
 * and how many more rows differ.
 */
export function renderDiff(
  columns: readonly ResultColumn[],
  hunks: readonly Unmatched[],
  count: number,
): readonly string[] {
  const lines: Line[] = [{ sign: ' ', cells: columns.map(({ name }) => clean(name)) }];
  let shown = 0;
  for (const pair of hunks.flatMap(pairByNearness)) {
    const next = linesOf(pair);
    if (lines.length + next.length > MAX_LINES - 1) break;
    lines.push(...next);
    shown += 1;
  }
  const rest = count - shown;
  return [...lineUp(lines, columns), ...(rest > 0 ? [`  … and ${rest} more`] : [])];
}

/** The diff of the columns' names. */
export function renderColumns(expected: readonly string[], found: readonly string[]): readonly string[] {
  const line = (names: readonly string[]) => cut(names.map(clean).join(', '), MAX_NAMES);
  return ['  columns:', `- ${line(expected)}`, `+ ${line(found)}`];
}

function linesOf({ expected, found }: RowPair): readonly Line[] {
  const [wanted, actual] = showPair(expected?.cells, found?.cells);
  return [
    ...(wanted === undefined ? [] : [{ sign: '-' as const, cells: wanted }]),
    ...(actual === undefined ? [] : [{ sign: '+' as const, cells: actual }]),
  ];
}

/** Numbers to the right, as in a table. */
function lineUp(lines: readonly Line[], columns: readonly ResultColumn[]): readonly string[] {
  const widths = columns.map((_, index) => Math.max(...lines.map(({ cells }) => displayWidth(cells[index] ?? ''))));
  const pad = (cell: string, index: number) =>
    columns[index]?.kind === 'number' ? padStart(cell, widths[index] ?? 0) : padEnd(cell, widths[index] ?? 0);
  return lines.map(({ sign, cells }) => `${sign} ${cells.map(pad).join('  ')}`.trimEnd());
}
