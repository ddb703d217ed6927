import type { EtlError } from '../../core/errors.ts';
import type { PreviousRun, RunSummary } from '../../core/event.ts';
import { daysText } from '../days.ts';
import { counted, duration } from '../format.ts';
import { clean, cut } from '../text.ts';

/** What a notification speaks of. A run that failed before it began has no summary. */
export interface Ending {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  readonly error: EtlError | undefined;
  readonly summary: RunSummary | undefined;
  readonly previous: PreviousRun | undefined;
}

/** The body of a notification. `text` is what Slack, Mattermost and others show; the rest is for programs. */
export interface Notification {
  readonly text: string;
  readonly run: string;
  readonly command: string;
  readonly state: RunSummary['state'];
  readonly exitCode: number;
  readonly host: string;
  /** True for the first success after a run that did not succeed. */
  readonly isRecovery: boolean;
  readonly days: readonly string[];
  readonly failedDays: readonly string[];
  readonly missingDays: readonly string[];
  readonly recordsLoaded: number;
  readonly recordsRejected: number;
  readonly durationMs: number;
  readonly error?: { readonly kind: string; readonly message: string; readonly hint?: string };
}

const MOST_TEXT = 1000;
const MOST_ERROR = 500;
const MOST_HINT = 200;
/** Years of days would make the message larger than some take; `text` counts them all. */
const MOST_DAYS = 400;

/** What is posted of a run that has ended. */
export function notificationOf(ending: Ending): Notification {
  const { run, command, host, error, summary } = ending;
  const exitCode = summary?.exitCode ?? error?.exitCode ?? 0;
  const hint = error?.hint === undefined ? {} : { hint: cut(clean(error.hint), MOST_ERROR) };
  return {
    text: textOf(ending),
    run,
    command,
    state: stateOf(ending),
    exitCode,
    host,
    isRecovery: isRecovery(ending),
    days: (summary?.days ?? []).slice(0, MOST_DAYS),
    failedDays: (summary?.failedDays ?? []).map(({ day }) => day).slice(0, MOST_DAYS),
    missingDays: (summary?.missingDays ?? []).map(({ day }) => day).slice(0, MOST_DAYS),
    recordsLoaded: summary?.recordsLoaded ?? 0,
    recordsRejected: summary?.recordsRejected ?? 0,
    durationMs: Math.round(summary?.durationMs ?? 0),
    ...(error === undefined
      ? {}
      : { error: { kind: error.kind, message: cut(clean(error.message), MOST_ERROR), ...hint } }),
  };
}

/** Success after a run that failed, was interrupted, or was killed. */
export function isRecovery(ending: Ending): boolean {
  const { previous } = ending;
  return stateOf(ending) === 'succeeded' && previous !== undefined && previous.state !== 'succeeded';
}

export function stateOf({ summary, error }: Ending): RunSummary['state'] {
  if (summary !== undefined) return summary.state;
  if (error === undefined) return 'succeeded';
  return error.kind === 'interrupted' || error.kind === 'terminated' ? 'interrupted' : 'failed';
}

const MARKS = { succeeded: '✔', failed: '✖', interrupted: '✖' } as const;
const VERBS = { succeeded: 'finished', failed: 'failed', interrupted: 'was interrupted' } as const;

function textOf(ending: Ending): string {
  const { command, host, error, summary, previous, run } = ending;
  const state = stateOf(ending);
  const exitCode = summary?.exitCode ?? error?.exitCode ?? 0;
  const verb = isRecovery(ending) ? 'works again' : VERBS[state];
  const code = exitCode === 0 ? '' : ` (exit code ${exitCode})`;
  const time = summary === undefined ? '' : ` after ${duration(summary.durationMs)}`;
  const lines = [
    `${MARKS[state]} sparkify-etl ${command} ${verb} on ${host}${time}${code}`,
    ...(summary === undefined ? [] : [daysLine(summary), figuresLine(summary)]),
    ...(error === undefined ? [] : [cut(clean(error.message), MOST_ERROR)]),
    ...(error?.hint === undefined ? [] : [`→ ${cut(clean(error.hint), MOST_HINT)}`]),
    ...(isRecovery(ending) && previous !== undefined
      ? [`the run before it, ${previous.run}, ${PAST[previous.state]}`]
      : []),
    `run ${run}`,
  ];
  return cut(lines.filter(Boolean).map(harmless).join('\n'), MOST_TEXT);
}

const PAST = {
  succeeded: 'succeeded',
  failed: 'failed',
  interrupted: 'was interrupted',
  abandoned: 'was killed or lost its connection',
} as const;

function daysLine({ days, failedDays = [], pendingDays = [], missingDays }: RunSummary): string {
  const parts = [
    daysText(days),
    failedDays.length === 0 ? '' : `failed: ${daysText(failedDays.map(({ day }) => day))}`,
    pendingDays.length === 0 ? '' : `not reached: ${daysText(pendingDays)}`,
    missingDays.length === 0 ? '' : `no log file: ${daysText(missingDays.map(({ day }) => day))}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function figuresLine({ recordsLoaded, recordsRejected }: RunSummary): string {
  const rejected = recordsRejected === 0 ? '' : `, ${recordsRejected} rejected`;
  return recordsLoaded === 0 && rejected === '' ? '' : `${counted(recordsLoaded, 'record')} loaded${rejected}`;
}

/**
 * Data in a message must not address a whole channel, nor pass for a link: Slack has `<!channel>` and `<URL|text>`, Mattermost
 * and others `@channel`.
 */
function harmless(line: string): string {
  return line
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/@(?=(?:channel|here|all|everyone|room)\b)/gi, '@\u200b');
}
