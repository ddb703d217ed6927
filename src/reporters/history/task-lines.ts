import type { PastTask } from '../../core/history.ts';
import { counted, duration, figuresLine, figureTexts } from '../format.ts';
import { markOf } from '../mark.ts';
import type { RowState } from '../run-state.ts';
import type { Style } from '../style.ts';
import { clean, displayWidth, padEnd, wrap } from '../text.ts';

/**
 * A line for each task, with when it began, in UTC, and how long it took; those that tell nothing of their own share one, and so do
 * those of a chunk of several in which all is well.
 */
export function taskLines(tasks: readonly PastTask[], style: Style, width: number): readonly string[] {
  const chunks = [...new Set(tasks.map(({ chunk }) => chunk))];
  const groups = chunks.map((chunk) => groupsOf(tasks.filter((task) => task.chunk === chunk)));
  const names = Math.max(0, ...groups.flat().map((group) => displayWidth(nameOf(group))));
  return chunks.flatMap((chunk, n) => {
    const lines = () => (groups[n] ?? []).flatMap((group) => groupLines(group, names, style, width));
    if (chunks.length === 1) return lines();
    // How many there were to be is not kept.
    const title = `chunk ${chunk}`;
    const [first, ...others] = tasks.filter((task) => task.chunk === chunk);
    if (first === undefined || [first, ...others].some(({ outcome }) => outcome !== 'succeeded'))
      return [style.dim(`  ${title}`), ...lines()];
    return [`  ${markOf('done', style)} ${chunkText(title, [first, ...others])}`];
  });
}

/** `chunk 2 of 28  03:15:00  1.2s, 7 tasks, 43 checks`. */
function chunkText(title: string, group: Group): string {
  const checks = group.filter(({ task }) => task.startsWith('check:')).length;
  const tasks = group.length - checks;
  const figures = [
    duration(timeOf(group)),
    ...(tasks === 0 ? [] : [counted(tasks, 'task')]),
    ...(checks === 0 ? [] : [counted(checks, 'check')]),
  ];
  return `${title}  ${clockOf(group)}  ${figures.join(', ')}`;
}

/** Tasks that are told together, in the place of the first of them. */
type Group = readonly [PastTask, ...PastTask[]];

function groupsOf(tasks: readonly PastTask[]): readonly Group[] {
  const groups = new Map<string, [PastTask, ...PastTask[]]>();
  for (const task of tasks) {
    const key = keyOf(task);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [task]);
    else group.push(task);
  }
  return [...groups.values()];
}

/** Dozens of tables and checks that are well, or tasks that were not tried for one reason, are told as one. */
function keyOf({ task, outcome, reason, attempts }: PastTask): string {
  if (outcome === 'skipped') return `skipped ${reason}`;
  const kind = KINDS.find(([prefix]) => task.startsWith(prefix));
  return kind !== undefined && outcome === 'succeeded' ? `${kind[0]} ${attempts}` : task;
}

const KINDS = [
  ['create:', 'table'],
  ['check:', 'check'],
] as const;

function nameOf([first, ...others]: Group): string {
  if (others.length === 0) return clean(first.task);
  const all = [first, ...others];
  const [, kind] = KINDS.find(([prefix]) => all.every(({ task }) => task.startsWith(prefix))) ?? ['', 'task'];
  return counted(all.length, kind);
}

const TASK_MARKS: Readonly<Record<string, RowState>> = { succeeded: 'done', failed: 'failed', skipped: 'skipped' };

/** `03:15:00` */
const CLOCK_COLUMNS = 8;

function clockOf([{ startedAt }]: Group): string {
  return padEnd(startedAt === null ? '' : startedAt.slice(11, 19), CLOCK_COLUMNS);
}

function groupLines(group: Group, names: number, style: Style, width: number): readonly string[] {
  const [task, ...others] = group;
  const told = others.length === 0 ? figuresOf(task) : [];
  const parts = [
    task.outcome === 'skipped' ? 'skipped' : duration(timeOf(group)),
    ...told,
    task.attempts > 1 ? counted(task.attempts, 'attempt') : '',
    task.reason === null ? '' : clean(task.reason),
  ];
  const text = `${padEnd(nameOf(group), names)}  ${clockOf(group)}  ${parts.filter((part) => part !== '').join(', ')}`;
  const [first = '', ...more] = wrap(text, width - 4);
  const mark = markOf(TASK_MARKS[task.outcome] ?? 'skipped', style);
  return [`  ${mark} ${first}`, ...more.map((line) => `    ${line}`)];
}

function figuresOf({ task, rows, files, bytes, rejected }: PastTask): readonly string[] {
  const figures = Object.fromEntries(
    Object.entries({ rows, files, bytes, rejected }).filter(([, value]) => value !== null),
  );
  return [figuresLine(figureTexts(figures, task.startsWith('check:') ? 'check' : 'stage'))];
}

/** Of several from the beginning of the first to the end of the last. */
function timeOf([first, ...others]: Group): number {
  if (others.length === 0) return first.durationMs;
  const all = [first, ...others];
  const began = Math.min(...all.map(({ startedAt, endedAt }) => Date.parse(startedAt ?? endedAt)));
  return Math.max(...all.map(({ endedAt }) => Date.parse(endedAt))) - began;
}
