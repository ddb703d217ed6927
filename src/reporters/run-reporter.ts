import type { Output, Reporter } from '../core/reporter.ts';
import { combineReporters } from './combine.ts';
import { createReporter, type ReporterKind, type ReporterOptions } from './index.ts';
import type { LogFileOptions } from './log-file.ts';
import type { NotifyOptions } from './notify/index.ts';

export interface RunReporterOptions extends ReporterOptions {
  /** Where the checks go as JUnit XML: `--junit`. */
  readonly junit?: string | undefined;
  readonly outlets?: OutletOptions | undefined;
  /** The subcommand, for a failure before a run that would name it. */
  readonly command?: string | undefined;
}

/** Who is told of a run besides the one who watches it. */
export interface OutletOptions {
  readonly logFile?: Omit<LogFileOptions, 'warn' | 'now'> | undefined;
  readonly notify?: Omit<NotifyOptions, 'warn'> | undefined;
}

/**
 * The presentation of a run, and whatever else tells of it: a JUnit file, a log file and a notification if they are asked for,
 * and under GitHub Actions annotations and the step's summary.
 *
 * @throws EtlError `usage` if a file cannot be written where it is asked for
 */
export async function createRunReporter(kind: ReporterKind, options: RunReporterOptions): Promise<Reporter> {
  const { junit, env, messages, outlets = {} } = options;
  const others: Reporter[] = [];
  if (junit !== undefined) {
    const { createJunitReporter, prepareJunitFile } = await import('./junit.ts');
    await prepareJunitFile(junit);
    others.push(createJunitReporter({ ...options, path: junit }));
  }
  if (env.GITHUB_ACTIONS === 'true') {
    const { createGithubReporter } = await import('./github/index.ts');
    others.push(createGithubReporter(options));
  }
  const presentation = withWarnings(await createReporter(kind, options), kind, messages);
  const told = await createOutlets(outlets, options, presentation.warn);
  // The terminal's is closed first: nothing may be written over a tree.
  return combineReporters([presentation.reporter, ...others, ...told]);
}

/**
 * The log file and the notification. The file is closed last: it also says whether the notification arrived.
 *
 * @throws EtlError `usage` if the log file cannot be opened
 */
export async function createOutlets(
  { logFile, notify }: OutletOptions,
  { now }: Pick<ReporterOptions, 'now'>,
  warn: (message: string) => void,
): Promise<readonly Reporter[]> {
  const reporters: Reporter[] = [];
  if (logFile !== undefined) {
    const { createLogFileReporter } = await import('./log-file.ts');
    reporters.push(createLogFileReporter({ ...logFile, now, warn }));
  }
  if (notify !== undefined) {
    const { createNotifyReporter } = await import('./notify/index.ts');
    const log = [...reporters];
    const warnAll = (message: string) => {
      warn(message);
      for (const each of log) each.report({ type: 'notice', level: 'warning', message });
    };
    reporters.unshift(createNotifyReporter({ ...notify, warn: warnAll }));
  }
  return reporters;
}

/**
 * Warnings of other reporters are notices of the presentation while it is open, then lines of their own. Quietly they are the
 * latter at once: a notice would not be shown if all else went well.
 */
function withWarnings(presentation: Reporter, kind: ReporterKind, messages: Output) {
  let isOpen = kind !== 'quiet';
  const reporter: Reporter = {
    report: (event) => presentation.report(event),
    close: () => {
      isOpen = false;
      return presentation.close();
    },
  };
  const warn = (message: string) => {
    if (isOpen) presentation.report({ type: 'notice', level: 'warning', message });
    else messages.write(warningLine(message));
  };
  return { reporter, warn };
}

/** A warning where there is no presentation. */
export function warningLine(message: string): string {
  return `⚠ ${message}\n`;
}
