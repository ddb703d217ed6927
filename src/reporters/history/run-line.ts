import { daysBetween } from '../../core/day.ts';
import type { PastRun } from '../../core/history.ts';
import { daysText } from '../days.ts';
import { counted, duration } from '../format.ts';
import type { Style } from '../style.ts';
import { clean } from '../text.ts';

/** The sign for how a run ended, coloured. */
export function runMark(state: string, style: Style): string {
  switch (state) {
    case 'running':
      return style.active('❯');
    case 'succeeded':
      return style.good('✔');
    case 'interrupted':
      return style.warn('⚠');
    default:
      return style.bad('✖');
  }
}

/** How a run ended: `succeeded`, `failed (exit code 1)`. */
export function stateText({ state, exitCode }: Pick<PastRun, 'state' | 'exitCode'>): string {
  return exitCode === null || exitCode === 0 ? clean(state) : `${clean(state)} (exit code ${exitCode})`;
}

/** `2018-11-15 03:15:00`, in UTC as all moments are. */
export function momentText(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** How long it took, or has taken until now. */
export function tookText({ state, durationMs }: Pick<PastRun, 'state' | 'durationMs'>): string {
  // Of a run that never ended it is only known when that was noticed.
  if (state === 'abandoned') return '–';
  return state === 'running' ? `${duration(durationMs)} so far` : duration(durationMs);
}

/** The days that a run was asked for: first, last and how many; a range only if it has all the days between. */
export function daysOfRun({ firstDay, lastDay, days }: Pick<PastRun, 'firstDay' | 'lastDay' | 'days'>): string {
  if (firstDay === null || lastDay === null) return 'no days';
  if (firstDay === lastDay) return firstDay;
  if (days === 2) return daysText([firstDay, lastDay]);
  const isRange = days === daysBetween(firstDay, lastDay).length;
  const howMany = counted(days, 'day');
  return isRange ? `${firstDay} … ${lastDay} (${howMany})` : `${howMany} from ${firstDay} to ${lastDay}`;
}

/** `8,056 records`, and how many of them were rejected. Of a run that did not say how it ended that is not known. */
export function recordsOfRun({
  state,
  recordsRead,
  recordsRejected,
}: Pick<PastRun, 'state' | 'recordsRead' | 'recordsRejected'>): string {
  if (state === 'running' || state === 'abandoned') return '–';
  const rejected = recordsRejected === 0 ? '' : `, ${counted(recordsRejected, 'reject')}`;
  return `${counted(recordsRead, 'record')}${rejected}`;
}

/** A run in one line of text, without colour: `run-all 2018-11-15, succeeded, 2018-12-01 03:00:00 UTC, took 1.2s`. */
export function runSentence(run: PastRun): string {
  const { command, startedAt, state } = run;
  const days = run.firstDay === null ? '' : ` ${daysOfRun(run)}`;
  const when = `${momentText(startedAt)} UTC`;
  if (state === 'running')
    return `${clean(command)}${days}, since ${when} (process ${run.processId} on ${clean(run.host)})`;
  const took = state === 'abandoned' ? '' : `, took ${tookText(run)}`;
  return `${clean(command)}${days}, ${stateText(run)}, ${when}${took}`;
}
