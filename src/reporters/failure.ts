import type { EtlError } from '../core/errors.ts';
import type { Style } from './style.ts';
import { cleanLines, wrap } from './text.ts';

const MOST_DETAILS = 10;

/**
 * An error for a human: what failed, the evidence (the first ten lines of it), what to do next. A bug comes with its stack.
 *
 * @param width columns of the terminal, or Infinity for a log
 * @returns lines, each ended
 */
export function failureText(error: EtlError, style: Style, width: number): string {
  const lines = [
    ...headline(error, style, width),
    ...evidence(error, style, width),
    ...(error.hint === undefined ? [] : hanging(style.active('→'), error.hint, 2, width)),
    ...(error.kind === 'bug' ? bugLines(error, style) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function headline(error: EtlError, style: Style, width: number): readonly string[] {
  const paint = error.kind === 'interrupted' || error.kind === 'terminated' ? style.warn : style.bad;
  const [first = '', ...others] = hanging('✖', error.message, 0, width);
  return [paint(first), ...others];
}

function evidence({ details }: EtlError, style: Style, width: number): readonly string[] {
  const lines = details.flatMap(cleanLines);
  // One line more would only make place for "and 1 more".
  const shown = lines.length > MOST_DETAILS + 1 ? lines.slice(0, MOST_DETAILS) : lines;
  const wrapped = shown.flatMap((line) => wrap(line, width - 4)).map((line) => `    ${line}`);
  const hidden = lines.length - shown.length;
  return hidden === 0 ? wrapped : [...wrapped, style.dim(`    … and ${hidden} more`)];
}

function bugLines(error: EtlError, style: Style): readonly string[] {
  const origin = error.cause instanceof Error ? error.cause : error;
  const stack = cleanLines(origin.stack ?? '').map((line) => style.dim(`    ${line}`));
  return [...stack, '  This is a bug in sparkify-etl; please report it with the lines above: npm bugs sparkify-etl'];
}

/** Text behind a mark, its further lines below its first. */
function hanging(mark: string, text: string, indent: number, width: number): readonly string[] {
  const lines = cleanLines(text).flatMap((line) => wrap(line, width - indent - 2));
  return lines.map((line, index) => `${' '.repeat(indent)}${index === 0 ? mark : ' '} ${line}`);
}
