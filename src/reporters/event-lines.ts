import { type EtlError, unreachable } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import { safeValue } from './safe-value.ts';

const PROGRESS_INTERVAL_MS = 1000;

/**
 * Events as lines of JSON, with `time` and `type` first. `docs/json-output.md` describes them. Of the progress of a task at most
 * one line a second is made; its last figures come when it finishes.
 */
export class EventLines {
  readonly #now: () => Date;
  /** Task id to the elapsed time of its last line. */
  readonly #lastProgress = new Map<string, number>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * The line of an event, ended; undefined for one that comes too soon.
   *
   * @param more stands in the line after time and type
   */
  lineOf(event: RunEvent, more: object = {}): string | undefined {
    if (this.#isTooSoon(event)) return undefined;
    const line = { time: this.#now().toISOString(), type: event.type, ...more, ...plainEvent(event) };
    return `${JSON.stringify(line, safeValue)}\n`;
  }

  #isTooSoon(event: RunEvent): boolean {
    if (event.type !== 'task-progressed') return false;
    const last = this.#lastProgress.get(event.task);
    // A task that is run again starts from nothing.
    if (last !== undefined && event.durationMs >= last && event.durationMs - last < PROGRESS_INTERVAL_MS) return true;
    this.#lastProgress.set(event.task, event.durationMs);
    return false;
  }
}

/** The event as plain data: all are, but for the error. */
function plainEvent(event: RunEvent): object {
  switch (event.type) {
    case 'run-failed':
      return { error: plainError(event.error) };
    case 'run-started':
    case 'chunk-started':
    case 'notice':
    case 'task-started':
    case 'task-progressed':
    case 'task-finished':
    case 'retry-scheduled':
    case 'check-finished':
    case 'publish-finished':
    case 'run-finished':
      return event;
    default:
      return unreachable(event);
  }
}

/** What a program needs to know of an error; the stack only of a bug, where it is the evidence. */
function plainError(error: EtlError): object {
  const { kind, exitCode, message, details, hint } = error;
  const origin = error.cause instanceof Error ? error.cause : error;
  return { kind, exitCode, message, details, hint, ...(kind === 'bug' ? { stack: origin.stack } : {}) };
}
