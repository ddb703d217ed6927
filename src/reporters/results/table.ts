import type { ResultTable } from '../../core/warehouse.ts';
import { clean, cut, displayWidth, padEnd, padStart } from '../text.ts';

const GAP = '  ';

/** Columns of text are not cut below this, even if the table gets wider than it may be. */
const LEAST_WIDTH = 6;

/**
 * A table for a terminal: numbers to the right, NULL as a word, control characters made visible. Where it does not fit into
 * so many columns, the widest columns of text are cut, and end in `…`.
 */
export function toTextTable({ columns, rows }: ResultTable, width: number): string {
  const header = columns.map(({ name }) => clean(name));
  const body = rows.map((row) => row.map((value) => (value === null ? 'NULL' : clean(value))));
  const natural = header.map((name, n) =>
    body.reduce((most, row) => Math.max(most, displayWidth(row[n] ?? '')), displayWidth(name)),
  );
  const isNumber = columns.map(({ kind }) => kind === 'number');
  const widths = widthsWithin(natural, isNumber, width - GAP.length * (columns.length - 1));
  const toLine = (cells: readonly string[]) => {
    const padded = cells.map((cell, n) => {
      const columnWidth = widths[n] ?? 0;
      return isNumber[n] ? padStart(cell, columnWidth) : padEnd(cut(cell, columnWidth), columnWidth);
    });
    return `${padded.join(GAP).trimEnd()}\n`;
  };
  const rule = widths.map((columnWidth) => '─'.repeat(columnWidth));
  return [header, rule, ...body].map(toLine).join('');
}

/** The widest columns of text give way first, all to the same width. */
function widthsWithin(natural: readonly number[], isNumber: readonly boolean[], room: number): readonly number[] {
  const upTo = (most: number) => natural.map((width, n) => (isNumber[n] ? width : Math.min(width, most)));
  const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 0);
  let most = Math.max(LEAST_WIDTH, room, 0);
  if (total(natural) <= room) return natural;
  while (most > LEAST_WIDTH && total(upTo(most)) > room) most -= 1;
  return upTo(most);
}
