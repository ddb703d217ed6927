import type { EtlError } from '../../core/errors.ts';
import type { Before, RunSummary } from '../../core/event.ts';
import type { Reporter } from '../../core/reporter.ts';
import { type Ending, isRecovery, notificationOf, stateOf } from './message.ts';
import { post } from './post.ts';

export interface NotifyOptions {
  /** The whole URL, which nobody may see. */
  readonly url: string;
  /** What may be seen of it. */
  readonly shown: string;
  readonly on: ReadonlySet<'failure' | 'recovery' | 'always'>;
  readonly run: string;
  readonly command: string;
  readonly host: string;
  /** The run's own: one that was stopped must end soon. */
  readonly signal: AbortSignal;
  /** Takes out what must not be seen. */
  readonly redact: (text: string) => string;
  readonly warn: (message: string) => void;
}

/** All attempts together. */
const MOST_MS = 5_000;
/** After a signal: the process has five seconds to end. */
const MOST_MS_AFTER_SIGNAL = 2_000;

/**
 * `--notify`: tells a webhook how the run ended, when it is closed. What becomes of that has no influence on the run: one that
 * cannot be told is a warning.
 */
export function createNotifyReporter(options: NotifyOptions): Reporter {
  const { run, command, host, on, shown, warn } = options;
  let error: EtlError | undefined;
  let summary: RunSummary | undefined;
  let before: Before = {};
  return {
    report(event) {
      if (event.type === 'run-failed') error = event.error;
      if (event.type === 'run-finished') ({ summary, ...before } = event);
    },
    close: async () => {
      const ending = { run, command, host, error, summary, ...before };
      if (!isDue(ending, on)) return;
      const trouble = await send(ending, options);
      if (trouble !== undefined) warn(`the notification could not be posted to ${shown}: ${trouble}`);
    },
  };
}

function isDue(ending: Ending, on: NotifyOptions['on']): boolean {
  if (on.has('always')) return true;
  if (stateOf(ending) !== 'succeeded') return on.has('failure');
  return on.has('recovery') && isRecovery(ending);
}

async function send(ending: Ending, { url, signal, redact }: NotifyOptions): Promise<string | undefined> {
  const body = JSON.stringify(notificationOf(ending), (_key, value) =>
    typeof value === 'string' ? redact(value) : value,
  );
  const { end, release } = deadline(signal);
  try {
    return await post(url, body, end);
  } finally {
    release();
  }
}

/** Aborts after five seconds; if the run is or gets stopped by a signal, two seconds after that. */
function deadline(stopped: AbortSignal): { readonly end: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const timers = [setTimeout(() => controller.abort(), MOST_MS)];
  const hurry = () => timers.push(setTimeout(() => controller.abort(), MOST_MS_AFTER_SIGNAL));
  if (stopped.aborted) hurry();
  else stopped.addEventListener('abort', hurry, { once: true });
  const release = () => {
    stopped.removeEventListener('abort', hurry);
    for (const timer of timers) clearTimeout(timer);
  };
  return { end: controller.signal, release };
}
