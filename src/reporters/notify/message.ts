import type { EtlError } from '../../core/errors.ts';
import type { Before, RunSummary } from '../../core/event.ts';
import { daysText } from '../days.ts';
import { counted, duration } from '../format.ts';
import { clean, cleanLines, cut, displayWidth } from '../text.ts';

/** What a notification speaks of. A run that failed before it began has no summary. */
export interface Ending extends Before {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  readonly error: EtlError | undefined;
  readonly summary: RunSummary | undefined;
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
  /** Of a recovery: days that runs failed to load or did not reach, and that none has loaded since. */
  readonly incompleteDays: readonly string[];
  readonly recordsLoaded: number;
  readonly recordsRejected: number;
  readonly durationMs: number;
  readonly error?: NotifiedError;
}

interface NotifiedError {
  readonly kind: string;
  readonly message: string;
  /** The first lines of the evidence. */
  readonly details: readonly string[];
  readonly hint?: string;
}

const MOST_TEXT = 1000;
const MOST_ERROR = 500;
const MOST_HINT = 200;
const MOST_DETAILS = 20;
const MOST_DETAIL = 200;
/** Years of days would make the message larger than some take; `text` counts them all. */
const MOST_DAYS = 400;

/** What is posted of a run that has ended. */
export function notificationOf(ending: Ending): Notification {
  const { run, command, host, error, summary, incompleteDays = [] } = ending;
  const exitCode = summary?.exitCode ?? error?.exitCode ?? 0;
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
    incompleteDays: incompleteDays.slice(0, MOST_DAYS),
    recordsLoaded: summary?.recordsLoaded ?? 0,
    recordsRejected: summary?.recordsRejected ?? 0,
    durationMs: Math.round(summary?.durationMs ?? 0),
    ...(error === undefined ? {} : { error: notifiedError(error) }),
  };
}

function notifiedError(error: EtlError): NotifiedError {
  const { kind, message, hint } = error;
  return {
    kind,
    message: cut(clean(message), MOST_ERROR),
    details: detailsOf(error).slice(0, MOST_DETAILS),
    ...(hint === undefined ? {} : { hint: cut(clean(hint), MOST_ERROR) }),
  };
}

function detailsOf({ details }: EtlError): readonly string[] {
  return details.flatMap(cleanLines).map((line) => cut(line, MOST_DETAIL));
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
  const { command, host, error, summary, previous, run, incompleteDays = [] } = ending;
  const state = stateOf(ending);
  const exitCode = summary?.exitCode ?? error?.exitCode ?? 0;
  const verb = isRecovery(ending) ? 'works again' : VERBS[state];
  const code = exitCode === 0 ? '' : ` (exit code ${exitCode})`;
  const time = summary === undefined ? '' : ` after ${duration(summary.durationMs)}`;
  const start = [
    `${MARKS[state]} sparkify-etl ${command} ${verb} on ${host}${time}${code}`,
    ...(summary === undefined ? [] : [daysLine(summary), figuresLine(summary)]),
    ...(error === undefined ? [] : [cut(clean(error.message), MOST_ERROR)]),
  ];
  const end = [
    ...(incompleteDays.length === 0 ? [] : [`${STILL}: ${daysText(incompleteDays)} (sparkify-etl retry loads them)`]),
    ...(error?.hint === undefined ? [] : [`→ ${cut(clean(error.hint), MOST_HINT)}`]),
    ...(isRecovery(ending) && previous !== undefined
      ? [`the run before it, ${previous.run}, ${PAST[previous.state]}`]
      : []),
    `run ${run}`,
  ];
  const room = MOST_TEXT - widthOf([...start, ...end]);
  const details = error === undefined ? [] : firstLines(detailsOf(error), room);
  return cut([...start, ...details, ...end].filter(Boolean).map(harmless).join('\n'), MOST_TEXT);
}

/** As many lines as there is room for, and how many there are besides. */
function firstLines(all: readonly string[], room: number): readonly string[] {
  const shown = all.slice(0, MOST_DETAILS);
  const lines = () => (shown.length === all.length ? shown : [...shown, `… and ${all.length - shown.length} more`]);
  while (shown.length > 0 && widthOf(lines()) > room) shown.pop();
  return shown.length === 0 ? [] : lines();
}

/** With the breaks between lines. */
function widthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + displayWidth(line) + 1, 0);
}

const STILL = 'still failed or not reached';

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

/** Of a run that did not succeed, what is staged may not be what is published. */
function figuresLine({ state, recordsLoaded, recordsRejected }: RunSummary): string {
  const rejected = recordsRejected === 0 ? '' : `, ${recordsRejected} rejected`;
  const verb = state === 'succeeded' ? 'loaded' : 'staged';
  return recordsLoaded === 0 && rejected === '' ? '' : `${counted(recordsLoaded, 'record')} ${verb}${rejected}`;
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
