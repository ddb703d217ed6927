import type { PastRun } from '../../core/history.ts';
import type { Style } from '../style.ts';
import { clean, cut, displayWidth, padEnd } from '../text.ts';
import { daysOfRun, momentText, recordsOfRun, runMark, stateText, tookText } from './run-line.ts';

const GAP = '  ';
const INDENT = '    ';

/**
 * The latest runs: one line each where the terminal is wide enough, else several; the error of one that failed below it.
 *
 * @param width columns of the terminal, or Infinity for a file
 */
export function runsText(runs: readonly PastRun[], style: Style, width: number): string {
  if (runs.length === 0) return 'No run is kept yet.\n';
  const rows = runs.map(cellsOf);
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => displayWidth(row[n] ?? ''))));
  const lines = runs.flatMap((run, n) => {
    const padded = (rows[n] ?? []).map((cell, column) => padEnd(cell, widths[column] ?? 0));
    const [first = '', ...others] = inLines(padded, width - INDENT.length);
    return [
      `${runMark(run.state, style)} ${first}`,
      ...others.map((line) => `${INDENT}${line}`),
      ...(run.error === null ? [] : [`${INDENT}${style.dim(cut(clean(run.error), width - INDENT.length))}`]),
    ];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function cellsOf(run: PastRun): readonly string[] {
  return [
    run.run,
    stateText(run),
    clean(run.command),
    daysOfRun(run),
    `${momentText(run.startedAt)} UTC`,
    tookText(run),
    recordsOfRun(run),
  ];
}

/** Cells side by side, on as many lines as they need. */
function inLines(cells: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const cell of cells) {
    const line = lines.at(-1);
    const longer = `${line}${GAP}${cell}`;
    if (line !== undefined && displayWidth(longer.trimEnd()) <= width) lines[lines.length - 1] = longer;
    else lines.push(cell);
  }
  return lines;
}
