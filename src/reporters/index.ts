import { unreachable } from '../core/errors.ts';
import type { Output, Reporter } from '../core/reporter.ts';
import { LogGroups } from './github/groups.ts';
import { guardJson, guardText } from './github/guard.ts';
import type { GithubEnv } from './github/index.ts';
import { createJsonReporter } from './json.ts';
import { createPlainReporter } from './plain.ts';
import { createStyle, type Style } from './style.ts';

/** The presentations of a run; `quiet` is `plain` without what went well. */
export type ReporterKind = 'json' | 'quiet' | 'plain' | 'tree';

/** What the user asked for, by flags. */
export interface ReporterFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly plain?: boolean;
}

/** The environment variables that say how a terminal, or what stands in for one, wants its text. */
export interface TerminalEnv {
  readonly CI?: string | undefined;
  readonly TERM?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
}

/** Flags decide first; then the live tree where somebody watches a capable terminal, plain lines everywhere else. */
export function chooseReporter(flags: ReporterFlags, messages: Pick<Output, 'isTTY'>, env: TerminalEnv): ReporterKind {
  if (flags.json) return 'json';
  if (flags.quiet) return 'quiet';
  if (flags.plain) return 'plain';
  const inCI = Boolean(env.CI) && env.CI !== 'false' && env.CI !== '0';
  return messages.isTTY && !inCI && env.TERM !== 'dumb' ? 'tree' : 'plain';
}

export interface ReporterOptions {
  /** For humans: stderr. */
  readonly messages: Output;
  /** What came out, as text or JSON: stdout. */
  readonly results: Output;
  readonly env: TerminalEnv & GithubEnv;
  readonly now: () => Date;
}

/** Makes the reporter. The tree and listr2 are loaded only if they are shown. */
export async function createReporter(kind: ReporterKind, given: ReporterOptions): Promise<Reporter> {
  const isGithub = given.env.GITHUB_ACTIONS === 'true';
  const options = isGithub ? guarded(kind, given) : given;
  const styles = {
    messageStyle: styleFor(options.messages, options.env),
    resultStyle: styleFor(options.results, options.env),
  };
  switch (kind) {
    case 'json':
      return createJsonReporter(options);
    case 'quiet':
    case 'plain':
      return createPlainReporter({
        ...{ ...options, ...styles, quiet: kind === 'quiet' },
        groups: isGithub && kind === 'plain' ? new LogGroups(given.messages) : undefined,
      });
    case 'tree': {
      const { createTreeReporter } = await import('./tree.ts');
      return createTreeReporter({ ...options, ...styles });
    }
    default:
      return unreachable(kind);
  }
}

/** Where GitHub reads what is written, data must not be taken for commands. */
function guarded(kind: ReporterKind, options: ReporterOptions): ReporterOptions {
  const guard = kind === 'json' ? guardJson : guardText;
  return { ...options, messages: guard(options.messages), results: guard(options.results) };
}

/** The palette for a stream. A dumb terminal cannot colour. */
export function styleFor(output: Pick<Output, 'isTTY'>, env: TerminalEnv): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  return createStyle({ isTTY: output.isTTY === true && TERM !== 'dumb', NO_COLOR, FORCE_COLOR });
}
