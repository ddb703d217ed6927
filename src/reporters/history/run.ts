import type { PastCheck, PastDay, PastRunDetail } from '../../core/history.ts';
import { daysText } from '../days.ts';
import { count, counted } from '../format.ts';
import { markOf } from '../mark.ts';
import type { RowState } from '../run-state.ts';
import type { Style } from '../style.ts';
import { clean, padEnd, wrap } from '../text.ts';
import { daysOfRun, momentText, recordsOfRun, runMark, stateText, tookText } from './run-line.ts';
import { taskLines } from './task-lines.ts';

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
    ...section('Days', [...dayLines(run.outcomes, style, width), ...leftLines(run, style, width)], style),
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
    const key = JSON.stringify([each.outcome, each.outcome === 'missing' ? null : each.reason]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ outcome = '', reason = null } = {}] = group;
    // Of missing days each has a file of its own that was looked for.
    const more = outcome === 'missing' && group.length > 1 ? ', …' : '';
    const text = `${clean(outcome)} ${daysText(group.map(({ day }) => day))}${reason === null ? '' : `: ${clean(reason)}${more}`}`;
    return marked(DAY_MARKS[outcome] ?? 'skipped', text, style, width);
  });
}

/** What to do about days that are not loaded yet. */
function leftLines({ run, state, incompleteDays }: PastRunDetail, style: Style, width: number): readonly string[] {
  if (incompleteDays.length === 0 || state === 'running') return [];
  const text = `not loaded since: ${daysText(incompleteDays)}; to load exactly these: sparkify-etl retry ${clean(run)}`;
  const [first = '', ...others] = wrap(text, width - 4);
  return [`  ${style.dim('→')} ${first}`, ...others.map((line) => `    ${line}`)];
}

const CHECK_MARKS: Readonly<Record<string, RowState>> = {
  failed: 'failed',
  broken: 'broken',
  warned: 'warned',
  empty: 'empty',
};

/** Of several chunks one check may have several results: those that only count are added up, since their days differ. */
function checkLines(checks: readonly PastCheck[], style: Style, width: number): readonly string[] {
  const groups = new Map<string, PastCheck[]>();
  for (const each of checks) {
    const { check, outcome, isUnblocked, finding } = each;
    const key = JSON.stringify([check, outcome, isUnblocked, unitOf(each) ?? finding, each.examined === null]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const times = group.length === 1 ? '' : ` ${group.length} times`;
    const text = `${clean(first.check)} ${clean(first.outcome)}${times}: ${clean(foundBy(first, group))}${first.isUnblocked ? ' (not blocking)' : ''}`;
    return marked(CHECK_MARKS[first.outcome] ?? 'warned', text, style, width);
  });
}

function foundBy(first: PastCheck, group: readonly PastCheck[]): string {
  const { finding, outcome, examined } = first;
  const rows = group.reduce((sum, each) => sum + each.count, 0);
  const unit = unitOf(first);
  if (unit !== undefined) return counted(rows, unit);
  if (finding !== null) return finding;
  if (outcome === 'empty') return 'nothing to examine';
  const of = examined === null ? '' : ` of ${count(group.reduce((sum, each) => sum + (each.examined ?? 0), 0))}`;
  return `${count(rows)}${of} ${rows === 1 && of === '' ? 'row' : 'rows'}`;
}

/** `day`, where `2 days` were found: what was counted instead of rows. */
function unitOf({ finding, count: found }: PastCheck): string | undefined {
  const amount = `${count(found)} `;
  if (finding === null || !finding.startsWith(amount)) return undefined;
  const noun = finding.slice(amount.length);
  return found === 1 ? noun : noun.replace(/s$/, '');
}

function marked(state: RowState, text: string, style: Style, width: number): readonly string[] {
  const [first = '', ...others] = wrap(text, width - 4);
  return [`  ${markOf(state, style)} ${first}`, ...others.map((line) => `    ${line}`)];
}
