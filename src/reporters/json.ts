import { type EtlError, unreachable } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { Output, Reporter } from '../core/reporter.ts';
import { safeValue } from './safe-value.ts';

const PROGRESS_INTERVAL_MS = 1000;

export interface JsonReporterOptions {
  readonly results: Output;
  readonly now: () => Date;
}

/**
 * `--json`: every event as one JSON object on one line, with `time` and `type` first. `docs/json-output.md` describes them.
 * Of the progress of a task at most one line a second is written; its last figures come when it finishes.
 */
export function createJsonReporter({ results, now }: JsonReporterOptions): Reporter {
  const lastProgress = new Map<string, number>();
  const isTooSoon = (event: RunEvent): boolean => {
    if (event.type !== 'task-progressed') return false;
    const last = lastProgress.get(event.task);
    if (last !== undefined && event.durationMs - last < PROGRESS_INTERVAL_MS) return true;
    lastProgress.set(event.task, event.durationMs);
    return false;
  };
  return {
    report(event) {
      if (isTooSoon(event)) return;
      const line = { time: now().toISOString(), type: event.type, ...plainEvent(event) };
      results.write(`${JSON.stringify(line, safeValue)}\n`);
    },
    close: async () => {},
  };
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
