import type { Output } from '../core/reporter.ts';
import { checkTable, listedChecks } from './check-table.ts';
import { nothingText } from './check-text.ts';
import { failureText } from './failure.ts';
import { markOf } from './mark.ts';
import type { RunState, TaskProgress } from './run-state.ts';
import type { Style } from './style.ts';
import { summaryText } from './summary.ts';
import { wrap } from './text.ts';

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
 * ends in a table of the checks: of those that did not pass or, where the run is for nothing else, of all. In a run those that
 * had nothing to examine are only named.
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
  const table = checkLines(state, isQuiet, resultStyle, columns);
  const lines = table.length === 0 ? [] : ['', ...table];
  const isIdle = state.started.tasks.length === 0;
  results.write(summaryText({ ...summary, isIdle }, resultStyle, columns) + lines.map((line) => `${line}\n`).join(''));
}

function checkLines(state: RunState, isQuiet: boolean, style: Style, columns: number): readonly string[] {
  if (state.started?.command === 'check') {
    return checkTable(listedChecks(state.checks(), isQuiet ? 'not passed' : 'all'), style, columns);
  }
  const listed = listedChecks(state.checks(), 'not passed');
  const empty = listed.filter((task) => task.state === 'empty');
  const table = checkTable(
    listed.filter((task) => task.state !== 'empty'),
    style,
    columns,
  );
  return [...nothingLines(empty, style, columns), ...table];
}

function nothingLines(empty: readonly TaskProgress[], style: Style, columns: number): readonly string[] {
  if (empty.length === 0) return [];
  const text = nothingText(empty.map(({ check, view }) => check?.check ?? view.title));
  return wrap(text, columns - 4).map((line, n) => `  ${n === 0 ? markOf('empty', style) : ' '} ${style.dim(line)}`);
}
