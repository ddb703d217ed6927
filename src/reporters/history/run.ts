import type { PastCheck, PastDay, PastRunDetail, PastTask } from '../../core/history.ts';
import { daysText } from '../days.ts';
import { count, counted, duration, figuresLine, figureTexts } from '../format.ts';
import { markOf } from '../mark.ts';
import type { RowState } from '../run-state.ts';
import type { Style } from '../style.ts';
import { clean, displayWidth, padEnd, wrap } from '../text.ts';
import { daysOfRun, momentText, recordsOfRun, runMark, stateText, tookText } from './run-line.ts';

const LABEL_COLUMNS = 11;

/**
 * Everything that is kept of a run.
 *
 * @param width columns of the terminal, or Infinity for a file
 */
export function runText(run: PastRunDetail, style: Style, width: number): string {
  const lines = [
    ...titleLines(run, style, width),
    ...headLines(run, style, width),
    ...section('Days', dayLines(run.outcomes, style, width), style),
    ...section('Tasks', taskLines(run.tasks, style, width), style),
    ...section('Checks that did not pass', checkLines(run.checks, style, width), style),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function titleLines(run: PastRunDetail, style: Style, width: number): readonly string[] {
  const [first = '', ...others] = wrap(`run ${run.run} ${stateText(run)}`, width - 2);
  return [`${runMark(run.state, style)} ${style.bold(first)}`, ...others.map((line) => `  ${style.bold(line)}`)];
}

function headLines(run: PastRunDetail, style: Style, width: number): readonly string[] {
  const ended = run.endedAt === null || run.state === 'abandoned' ? '' : `, took ${tookText(run)}`;
  const rows: [string, string][] = [
    ['command', `${run.command} (version ${run.version})`],
    ['started', `${momentText(run.startedAt)} UTC${run.state === 'running' ? `, ${tookText(run)}` : ended}`],
    ['process', `${run.processId} on ${run.host}`],
    ['days', daysOfRun(run)],
    ['records', recordsOfRun(run)],
    ...(run.error === null ? [] : [['error', run.error] as [string, string]]),
  ];
  return rows.flatMap(([label, text]) => labelled(label, text, style, width));
}

function labelled(label: string, text: string, style: Style, width: number): readonly string[] {
  const [first = '', ...others] = wrap(clean(text), width - LABEL_COLUMNS);
  const indent = ' '.repeat(LABEL_COLUMNS);
  return [`  ${style.dim(padEnd(label, LABEL_COLUMNS - 2))}${first}`, ...others.map((line) => indent + line)];
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : ['', style.bold(title), ...lines];
}

const DAY_MARKS: Readonly<Record<string, RowState>> = {
  published: 'done',
  staged: 'done',
  failed: 'failed',
  missing: 'warned',
};

/** What came out the same, for the same reason, in one line. */
function dayLines(days: readonly PastDay[], style: Style, width: number): readonly string[] {
  const groups = new Map<string, PastDay[]>();
  for (const each of days) {
    const key = JSON.stringify([each.outcome, each.reason]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ outcome = '', reason = null } = {}] = group;
    const text = `${clean(outcome)} ${daysText(group.map(({ day }) => day))}${reason === null ? '' : `: ${clean(reason)}`}`;
    return marked(DAY_MARKS[outcome] ?? 'skipped', text, style, width);
  });
}

const TASK_MARKS: Readonly<Record<string, RowState>> = { succeeded: 'done', failed: 'failed', skipped: 'skipped' };

function taskLines(tasks: readonly PastTask[], style: Style, width: number): readonly string[] {
  const names = Math.max(0, ...tasks.map(({ task }) => displayWidth(clean(task))));
  const chunks = new Set(tasks.map(({ chunk }) => chunk));
  return [...chunks].flatMap((chunk) => [
    ...(chunks.size === 1 ? [] : [style.dim(`  chunk ${chunk} of ${Math.max(...chunks)}`)]),
    ...tasks
      .filter((task) => task.chunk === chunk)
      .flatMap((task) => marked(TASK_MARKS[task.outcome] ?? 'skipped', taskText(task, names), style, width)),
  ]);
}

/** `03:15:00` */
const CLOCK_COLUMNS = 8;

/** A task with when it began, in UTC, and how long it took. */
function taskText(task: PastTask, names: number): string {
  const { rows, files, bytes, rejected, attempts, startedAt, durationMs, reason } = task;
  const figures = Object.fromEntries(
    Object.entries({ rows, files, bytes, rejected }).filter(([, value]) => value !== null),
  );
  const stage = task.task.startsWith('check:') ? 'check' : 'stage';
  const parts = [
    task.outcome === 'skipped' ? 'skipped' : duration(durationMs),
    figuresLine(figureTexts(figures, stage)),
    attempts > 1 ? counted(attempts, 'attempt') : '',
    reason === null ? '' : clean(reason),
  ];
  const began = padEnd(startedAt === null ? '' : startedAt.slice(11, 19), CLOCK_COLUMNS);
  return `${padEnd(clean(task.task), names)}  ${began}  ${parts.filter((part) => part !== '').join(', ')}`;
}

const CHECK_MARKS: Readonly<Record<string, RowState>> = {
  failed: 'failed',
  broken: 'broken',
  warned: 'warned',
  empty: 'empty',
};

function checkLines(checks: readonly PastCheck[], style: Style, width: number): readonly string[] {
  return checks.flatMap((check) => {
    const of = check.examined === null ? '' : ` of ${count(check.examined)}`;
    const found =
      check.finding ??
      (check.outcome === 'empty'
        ? 'nothing to examine'
        : `${count(check.count)}${of} ${check.count === 1 && of === '' ? 'row' : 'rows'}`);
    const text = `${clean(check.check)} ${clean(check.outcome)}: ${clean(found)}${check.isUnblocked ? ' (not blocking)' : ''}`;
    return marked(CHECK_MARKS[check.outcome] ?? 'warned', text, style, width);
  });
}

function marked(state: RowState, text: string, style: Style, width: number): readonly string[] {
  const [first = '', ...others] = wrap(text, width - 4);
  return [`  ${markOf(state, style)} ${first}`, ...others.map((line) => `    ${line}`)];
}
