import type { Output } from '../../core/reporter.ts';

/**
 * GitHub's runner takes two forms of commands from what a step writes, on stdout and on stderr: `::name …::…` at the beginning of
 * a line, after white space, and the older `##[name …]…` anywhere in a line (actions/runner, ActionCommand.cs). Data that is
 * shown in a log must be neither: it could mask text, make annotations, or keep later commands from being read. Characters that
 * nobody sees may be in between, because the runner compares text as its locale does.
 *
 * Nothing of ours is a command here: those are written past this.
 */
export function guardText(output: Output): Output {
  return guard(output, (text) =>
    text.replace(/^([\s\p{Cc}\p{Cf}]*:)(?=\p{Cf}*:)/gmu, '$1 ').replace(/#(\p{Cf}*)#(?=\p{Cf}*\[)/gu, '#$1# '),
  );
}

/** Likewise for lines of JSON, which begin with a brace: the second `#` is written in another way that means the same. */
export function guardJson(output: Output): Output {
  return guard(output, (text) => text.replace(/#(\p{Cf}*)#(?=\p{Cf}*\[)/gu, '#$1\\u0023'));
}

/** @param change gets whole lines: that is how reporters write */
function guard(output: Output, change: (text: string) => string): Output {
  return {
    write: (text) => output.write(change(text)),
    get isTTY() {
      return output.isTTY === true;
    },
    ...(output.columns === undefined ? {} : { columns: output.columns }),
    ...(output.rows === undefined ? {} : { rows: output.rows }),
  };
}
