import { Chalk } from 'chalk';

/** Colours by meaning, so that a reporter never names a hue. Without colour every entry returns its text unchanged. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  active(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** What decides about colour: the stream, and the variables of that name as the environment has them. */
export interface ColorWishes {
  readonly isTTY: boolean;
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
}

/**
 * Whether to colour. An empty variable counts as unset (no-color.org). FORCE_COLOR wins over NO_COLOR, as in Node itself;
 * its values `0` and `false` mean no.
 */
export function wantsColor({ isTTY, NO_COLOR, FORCE_COLOR }: ColorWishes): boolean {
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return NO_COLOR ? false : isTTY;
}

/** The palette for one stream: the sixteen colours that every terminal theme defines, or none. */
export function createStyle(wishes: ColorWishes): Style {
  const chalk = new Chalk({ level: wantsColor(wishes) ? 1 : 0 });
  // chalk's own functions join all their arguments, which `lines.map(style.warn)` would fill.
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    active: (text) => chalk.cyan(text),
    dim: (text) => chalk.dim(text),
    bold: (text) => chalk.bold(text),
  };
}
