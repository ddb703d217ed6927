import type { Output } from '../core/reporter.ts';
import { failureText } from './failure.ts';
import type { RunState } from './run-state.ts';
import type { Style } from './style.ts';
import { summaryText } from './summary.ts';

/** The two streams of a human presentation: what happens goes to `messages` (stderr), what came out to `results` (stdout). */
export interface HumanStreams {
  readonly messages: Output;
  readonly results: Output;
  readonly messageStyle: Style;
  readonly resultStyle: Style;
}

/** Columns to format for: a log is as wide as its lines. */
export function columnsOf({ isTTY, columns }: Output): number {
  return isTTY ? (columns ?? 80) : Number.POSITIVE_INFINITY;
}

/** The end of a human presentation: the failure, if there is one, and the summary, each set off by an empty line. */
export function writeClosing(state: RunState, streams: HumanStreams): void {
  const { messages, results, messageStyle, resultStyle } = streams;
  const { failure, summary } = state;
  const gap = state.started ? '\n' : '';
  if (failure) messages.write(`${gap}${failureText(failure, messageStyle, columnsOf(messages))}`);
  // What failed before it began has nothing to sum up.
  if (!summary || !state.started) return;
  // The empty line goes to the other stream: a summary in a file or a pipe starts with its first line.
  messages.write('\n');
  results.write(summaryText(summary, resultStyle, columnsOf(results)));
}
