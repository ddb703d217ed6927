import { unreachable } from '../core/errors.ts';
import type { RunSummary } from '../core/event.ts';
import { NOTHING_TO_EXAMINE } from './check-text.ts';
import { daysText } from './days.ts';
import { count, counted, duration, percent } from './format.ts';
import type { Style } from './style.ts';
import { clean, displayWidth, padEnd, padStart, wrap } from './text.ts';

const MOST_MISSING_DAYS = 10;

/** One line of the small table: a name, a number, and what the number counts. */
export interface SummaryRow {
  readonly name: string;
  readonly amount: number;
  readonly text: string;
}

type ToldSummary = RunSummary & { readonly isIdle?: boolean };

/**
 * What a run did, for a human: how it ended, its days, records, rows per table, matched plays, checks, the days without
 * a log file, and those it did not come to. Parts that mean nothing for the run (no checks, no tables) are left out.
 *
 * @param summary isIdle: there was nothing to do
 * @param width columns of the terminal, or Infinity for a log
 * @returns lines, each ended
 */
export function summaryText(summary: ToldSummary, style: Style, width: number): string {
  const table = tableLines(summaryRows(summary, style));
  const missing = missingLines(summary, style);
  const blocks = [headline(summary, style, width), table, missing, pendingLines(summary, style, width)].filter(
    (block) => block.length > 0,
  );
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function headline(summary: ToldSummary, style: Style, width: number): readonly string[] {
  const time = duration(summary.durationMs);
  const days = daysText(summary.days);
  switch (summary.state) {
    case 'succeeded':
      if (summary.isIdle) return mark('✔', `Nothing to do: found out in ${time}`, style.good, style, width);
      return mark('✔', days === '' ? `Finished in ${time}` : `Finished ${days} in ${time}`, style.good, style, width);
    case 'failed':
      return mark('✖', `Failed after ${time} (exit code ${summary.exitCode})`, style.bad, style, width);
    case 'interrupted':
      return mark('✖', `Interrupted after ${time} (exit code ${summary.exitCode})`, style.warn, style, width);
    default:
      return unreachable(summary.state);
  }
}

function mark(sign: string, text: string, paint: (text: string) => string, style: Style, width: number) {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? paint(sign) : ' '} ${style.bold(line)}`);
}

/** The figures of a run, one a row. */
export function summaryRows(summary: RunSummary, style: Style): readonly SummaryRow[] {
  const { recordsRead, recordsLoaded, recordsRejected, tables, userChunks, plays } = summary;
  const rows: SummaryRow[] = [];
  if (recordsRead > 0) {
    const rejected = `${count(recordsRejected)} rejected`;
    const parts = `read = ${count(recordsLoaded)} loaded + ${recordsRejected > 0 ? style.warn(rejected) : rejected}`;
    rows.push({ name: 'records', amount: recordsRead, text: parts });
  }
  for (const [table, amount] of Object.entries(tables)) {
    const inChunks =
      table === 'users' && userChunks !== undefined ? ` in ${userChunks} chunks (a user may count once in each)` : '';
    rows.push({ name: clean(table), amount, text: (amount === 1 ? 'row' : 'rows') + inChunks });
  }
  if (plays && plays.total > 0) rows.push(playsRow(plays));
  return [...rows, ...checkRows(summary, style)];
}

function playsRow({ total, matched }: NonNullable<RunSummary['plays']>): SummaryRow {
  const share = percent(matched, total);
  const text = `of ${counted(total, 'play')} found their song${share === '' ? '' : ` (${share})`}`;
  return { name: 'matched', amount: matched, text };
}

/** The checks that were evaluated in one row, told by the worst: `2 failed, 12 passed`; in another those that examined nothing. */
function checkRows({ checks }: RunSummary, style: Style): readonly SummaryRow[] {
  const outcomes = [
    { amount: checks.failed, text: style.bad('failed') },
    { amount: checks.broken, text: style.bad('broken') },
    { amount: checks.warned, text: style.warn('warned') },
    { amount: checks.passed, text: 'passed' },
  ].filter(({ amount }) => amount > 0);
  const [first, ...others] = outcomes;
  const rows: SummaryRow[] = [];
  if (first) {
    const text = [first.text, ...others.map((other) => `${count(other.amount)} ${other.text}`)].join(', ');
    rows.push({ name: 'checks', amount: first.amount, text });
  }
  if (checks.empty > 0) {
    rows.push({ name: first ? '' : 'checks', amount: checks.empty, text: `with ${NOTHING_TO_EXAMINE}` });
  }
  return rows;
}

function tableLines(rows: readonly SummaryRow[]): readonly string[] {
  const nameWidth = Math.max(...rows.map((row) => displayWidth(row.name)));
  const amountWidth = Math.max(...rows.map((row) => count(row.amount).length));
  return rows.map(({ name, amount, text }) => {
    return `  ${padEnd(name, nameWidth)}  ${padStart(count(amount), amountWidth)} ${text}`;
  });
}

function pendingLines({ pendingDays = [] }: RunSummary, style: Style, width: number): readonly string[] {
  if (pendingDays.length === 0) return [];
  const lines = wrap(`not loaded: ${daysText(pendingDays)}; sparkify-etl retry does`, width - 2);
  return lines.map((line) => `  ${style.warn(line)}`);
}

function missingLines({ missingDays }: RunSummary, style: Style): readonly string[] {
  if (missingDays.length === 0) return [];
  const shown = missingDays.slice(0, MOST_MISSING_DAYS);
  const hidden = missingDays.length - shown.length;
  return [
    style.warn(`  no log file for ${counted(missingDays.length, 'day')}`),
    ...shown.map(({ day, lookedFor }) => `    ${day}  ${style.dim(`looked for ${clean(lookedFor)}`)}`),
    ...(hidden > 0 ? [style.dim(`    … and ${hidden} more`)] : []),
  ];
}
