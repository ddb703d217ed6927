import type { Stage } from '../core/event.ts';
import { FIGURE_SLOTS, type FigureSlot, type FigureTexts } from './format.ts';
import { markOf } from './mark.ts';
import type { Style } from './style.ts';
import { cut, displayWidth, padEnd, padStart } from './text.ts';
import type { TreeRow, TreeRows } from './tree-rows.ts';

const MOST_COLUMNS = 80;
const MOST_TITLE_COLUMNS = 28;
/** The mark of a row and the blank after it; also the indentation of a task below its stage. */
const MARK_COLUMNS = 2;
const TIME_COLUMNS = 7;
const GAP = '  ';
/** Figures that give way in a narrow terminal, the first first. */
const EXPENDABLE: readonly FigureSlot[] = ['bytes', 'rate', 'source', 'rejected'];

/** The lines of all rows that are shown, coloured and cut to the terminal; see {@link stageKey} and {@link taskKey}. */
export type TreeLines = ReadonlyMap<string, string>;

export const stageKey = (stage: Stage) => `stage ${stage}`;
export const taskKey = (id: string) => `task ${id}`;
export const PUBLISH_KEY = 'publish';
export const NOTICE_KEY = 'notice';

/** The columns that the rows of one picture share. */
interface Columns {
  readonly total: number;
  readonly title: number;
  readonly figures: ReadonlyMap<FigureSlot, number>;
}

/**
 * Lays the rows out in columns: mark, title, figures, time. No line is wider than the terminal, and none than 80 columns: on
 * a wide screen the eye would have to find the time that belongs to a title. The indentation of a task is not in its line.
 *
 * @param spinner mark of a running task
 */
export function layoutTree(rows: TreeRows, terminalColumns: number, style: Style, spinner: string): TreeLines {
  // listr2 cuts two columns before the edge.
  const total = Math.max(20, Math.min(terminalColumns, MOST_COLUMNS) - 2) - MARK_COLUMNS;
  const columns = measure(rows, total);
  const checks = { ...columns, title: checkTitleColumns(rows, total) };
  const lines = new Map<string, string>();
  const add = (key: string, row: TreeRow, level: 0 | 1, shared: Columns) => {
    const mark = row.state === 'running' && level === 1 ? style.active(spinner) : markOf(row.state, style);
    lines.set(key, `${mark} ${rowText(row, level, shared, style)}`);
  };
  for (const { stage, row, tasks } of rows.stages) {
    add(stageKey(stage), row, 0, columns);
    for (const [id, task] of tasks) add(taskKey(id), task, 1, stage === 'check' ? checks : columns);
  }
  if (rows.publish) add(PUBLISH_KEY, rows.publish, 0, columns);
  if (rows.notice) lines.set(NOTICE_KEY, `${markOf(rows.notice.state, style)} ${cut(rows.notice.title, total)}`);
  return lines;
}

function measure(rows: TreeRows, total: number): Columns {
  const loading = rows.stages.filter(({ stage }) => stage !== 'check').flatMap(({ tasks }) => [...tasks.values()]);
  const widths = [
    ...rows.stages.map(({ row }) => displayWidth(row.title)),
    ...loading.map((row) => displayWidth(row.title) + MARK_COLUMNS),
  ];
  const title = Math.min(Math.max(...widths, 0), MOST_TITLE_COLUMNS, Math.floor(total / 2));
  const free = total - title - GAP.length - TIME_COLUMNS - GAP.length;
  const bodies = loading.flatMap(({ body }) => (typeof body === 'string' ? [] : [body]));
  return { total, title, figures: figureColumns(bodies, free) };
}

/** Titles of checks are sentences: they get the room that figures take elsewhere. */
function checkTitleColumns({ stages }: TreeRows, total: number): number {
  const rows = stages.filter(({ stage }) => stage === 'check').flatMap(({ tasks }) => [...tasks.values()]);
  const widest = Math.max(0, ...rows.map((row) => displayWidth(row.title))) + MARK_COLUMNS;
  const besideTheCount = total - TIME_COLUMNS - GAP.length - 'nn of n,nnn rows, n.nn%'.length - GAP.length;
  return Math.min(widest, Math.max(besideTheCount, Math.floor(total / 2)));
}

function figureColumns(bodies: readonly FigureTexts[], free: number): ReadonlyMap<FigureSlot, number> {
  const widths = FIGURE_SLOTS.map(
    (slot) => [slot, Math.max(0, ...bodies.map((body) => displayWidth(body[slot] ?? '')))] as const,
  );
  const columns = new Map(widths.filter(([, width]) => width > 0));
  for (const slot of EXPENDABLE) {
    const taken = [...columns.values()].reduce((sum, width) => sum + width + GAP.length, -GAP.length);
    if (taken > free) columns.delete(slot);
  }
  return columns;
}

function rowText(row: TreeRow, level: 0 | 1, columns: Columns, style: Style): string {
  const total = columns.total - level * MARK_COLUMNS;
  const titleColumns = columns.title - level * MARK_COLUMNS;
  const timeColumns = row.time === '' ? 0 : TIME_COLUMNS;
  const title = padEnd(cut(row.title, titleColumns), titleColumns);
  const body = cut(bodyText(row.body, columns), total - titleColumns - GAP.length - timeColumns);
  if (body === '' && timeColumns === 0) return paintTitle(row, title.trimEnd(), level, style);
  const before = padEnd(body, total - titleColumns - GAP.length - timeColumns);
  const end = timeColumns === 0 ? '' : style.dim(padStart(row.time, timeColumns));
  return `${paintTitle(row, title, level, style)}${GAP}${paintBody(row, timeColumns === 0 ? body : before, style)}${end}`;
}

function bodyText(body: TreeRow['body'], columns: Columns): string {
  if (typeof body === 'string') return body;
  return [...columns.figures]
    .map(([slot, width]) => padStart(body[slot] ?? '', width))
    .join(GAP)
    .trimEnd();
}

function paintTitle({ state }: TreeRow, title: string, level: 0 | 1, style: Style): string {
  if (state === 'waiting' || state === 'skipped') return style.dim(title);
  return level === 0 ? style.bold(title) : title;
}

function paintBody({ state, body }: TreeRow, text: string, style: Style): string {
  if (state === 'failed' || state === 'broken') return style.bad(text);
  if (state === 'warned' || state === 'retrying') return style.warn(text);
  if (state === 'skipped' || state === 'empty') return style.dim(text);
  if (typeof body === 'string' || body.rejected === undefined) return text;
  return text.replace(body.rejected, style.warn(body.rejected));
}
