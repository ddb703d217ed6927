import type { Output } from '../core/reporter.ts';
import { checkTable, listedChecks } from './check-table.ts';
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

/** Columns to format for: a log is as wide as its lines. A terminal that nobody gave a size to has 0. */
export function columnsOf({ isTTY, columns }: Output): number {
  return isTTY ? columns || 80 : Number.POSITIVE_INFINITY;
}

/**
 * The end of a human presentation: the failure, if there is one, and the summary, each set off by an empty line. The summary
 * ends in a table of the checks: of those that did not pass or, where the run is for nothing else, of all.
 */
export function writeClosing(state: RunState, streams: HumanStreams, isQuiet = false): void {
  const { messages, results, messageStyle, resultStyle } = streams;
  const { failure, summary } = state;
  const gap = state.started ? '\n' : '';
  if (failure) messages.write(`${gap}${failureText(failure, messageStyle, columnsOf(messages))}`);
  // What failed before it began has nothing to sum up.
  if (!summary || !state.started) return;
  // The empty line goes to the other stream: a summary in a file or a pipe starts with its first line.
  messages.write('\n');
  const columns = columnsOf(results);
  const which = state.started.command === 'check' && !isQuiet ? 'all' : 'not passed';
  const table = checkTable(listedChecks(state.checks(), which), resultStyle, columns);
  const lines = table.length === 0 ? [] : ['', ...table];
  const isIdle = state.started.tasks.length === 0;
  results.write(summaryText({ ...summary, isIdle }, resultStyle, columns) + lines.map((line) => `${line}\n`).join(''));
}
