import { foundText, NOTHING_TO_EXAMINE, titleText } from './check-text.ts';
import { count, counted, share } from './format.ts';
import { markOf } from './mark.ts';
import type { RowState, TaskProgress } from './run-state.ts';
import type { Style } from './style.ts';
import { clean, cut, displayWidth, padEnd, padStart } from './text.ts';

const INDENT = '  ';
const GAP = '  ';
const MARK_COLUMNS = 2;
const MOST_NAME_COLUMNS = 28;
const LEAST_TEXT_COLUMNS = 18;

interface CheckRow {
  readonly state: RowState;
  readonly name: string;
  readonly text: string;
  readonly found: string;
  readonly share: string;
}

const HEADER = { name: 'check', text: 'what holds', found: 'found', share: 'share' } as const;

/** Which end of a list is read depends on its length; on a terminal its last lines stay in sight. */
const RANKS: Readonly<Partial<Record<RowState, number>>> = { done: 0, empty: 1, warned: 2, failed: 3, broken: 4 };

/** Those to be listed, the worst last. Checks that were not evaluated have nothing to tell. */
export function listedChecks(checks: readonly TaskProgress[], which: 'all' | 'not passed'): readonly TaskProgress[] {
  const least = which === 'all' ? 0 : 1;
  return checks.filter((task) => rankOf(task) >= least).sort((one, other) => rankOf(one) - rankOf(other));
}

/** How bad a check came out; the worse, the higher. Negative for one that was not evaluated, because the run was stopped, for instance. */
export function rankOf({ state, check }: TaskProgress): number {
  return check === undefined ? -1 : (RANKS[state] ?? -1);
}

/**
 * Checks as a table: mark, name, what holds (or why that is not known), offending rows, their share.
 *
 * @param width columns of the terminal, or Infinity for a log
 * @returns lines; none for no checks
 */
export function checkTable(checks: readonly TaskProgress[], style: Style, width: number): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map(toRow);
  const columns = columnsWithin(rows, width - INDENT.length - MARK_COLUMNS);
  const header = `${INDENT}${' '.repeat(MARK_COLUMNS)}${rowText(HEADER, columns).trimEnd()}`;
  return [
    style.dim(header),
    ...rows.map((row) => `${INDENT}${markOf(row.state, style)} ${painted(row, columns, style)}`),
  ];
}

function toRow({ state, check, view, reason }: TaskProgress): CheckRow {
  const name = clean(check?.check ?? view.title);
  if (check === undefined) return { state, name, text: clean(reason ?? ''), found: '', share: '' };
  const isCounted = state !== 'empty' && state !== 'broken' && check.finding === undefined;
  return {
    state,
    name,
    text: textOf(check),
    found: isCounted ? foundIn(check) : '',
    share: isCounted && check.share !== undefined && check.count > 0 ? share(check.share) : '',
  };
}

function foundIn({ count: found, unit }: NonNullable<TaskProgress['check']>): string {
  return unit === undefined || found === 0 ? count(found) : counted(found, unit);
}

/** What is found stands before what holds: the end is what a narrow terminal cuts. */
function textOf(check: NonNullable<TaskProgress['check']>): string {
  const title = titleText(check);
  if (check.outcome === 'broken') return foundText(check);
  if (check.outcome === 'empty') return `${NOTHING_TO_EXAMINE}: ${title}`;
  if (check.outcome !== 'passed' && check.finding !== undefined) return `${foundText(check)}: ${title}`;
  return check.unblocked ? `not blocking: ${title}` : title;
}

interface Columns {
  readonly name: number;
  readonly text: number;
  readonly found: number;
  /** 0: there is no place for it. */
  readonly share: number;
}

function columnsWithin(rows: readonly CheckRow[], room: number): Columns {
  const widest = (key: keyof typeof HEADER) =>
    Math.max(displayWidth(HEADER[key]), ...rows.map((row) => displayWidth(row[key])));
  const name = Math.min(widest('name'), MOST_NAME_COLUMNS);
  const found = widest('found');
  const shares = rows.some((row) => row.share !== '') ? widest('share') : 0;
  const left = room - name - GAP.length - GAP.length - found;
  const besideShares = left - GAP.length - shares;
  const keepsShares = shares > 0 && besideShares >= LEAST_TEXT_COLUMNS;
  const text = Math.max(LEAST_TEXT_COLUMNS, keepsShares ? besideShares : left);
  return { name, text: Math.min(widest('text'), text), found, share: keepsShares ? shares : 0 };
}

function rowText(row: Omit<CheckRow, 'state'>, columns: Columns): string {
  return [...beginning(row, columns), ...ending(row, columns)].join(GAP);
}

function beginning({ name, text }: Omit<CheckRow, 'state'>, columns: Columns): readonly string[] {
  return [padEnd(cut(name, columns.name), columns.name), padEnd(cut(text, columns.text), columns.text)];
}

function ending({ found, share: part }: Omit<CheckRow, 'state'>, columns: Columns): readonly string[] {
  return [padStart(found, columns.found), ...(columns.share > 0 ? [padStart(part, columns.share)] : [])];
}

function painted(row: CheckRow, columns: Columns, style: Style): string {
  const [name = '', text = ''] = beginning(row, columns);
  const end = ending(row, columns).join(GAP).trimEnd();
  const line = end === '' ? [name, text.trimEnd()] : [name, text, end];
  switch (row.state) {
    case 'failed':
    case 'broken':
      return [line[0], ...line.slice(1).map(style.bad)].join(GAP);
    case 'warned':
      return [line[0], ...line.slice(1).map(style.warn)].join(GAP);
    case 'empty':
      return style.dim(line.join(GAP));
    default:
      return line.join(GAP);
  }
}
