import { appendFile } from 'node:fs/promises';
import { messageOf } from '../../core/errors.ts';
import type { Output, Reporter } from '../../core/reporter.ts';
import { RunState } from '../run-state.ts';
import { annotationsOf } from './annotations.ts';
import { annotationCommand } from './commands.ts';
import { stepSummary } from './step-summary.ts';

/** What GitHub Actions tells the programs of a step. */
export interface GithubEnv {
  readonly GITHUB_ACTIONS?: string | undefined;
  /** The checked-out repository. */
  readonly GITHUB_WORKSPACE?: string | undefined;
  /** The file that takes the step's summary. */
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

export interface GithubReporterOptions {
  /** Takes the annotations: GitHub reads stderr like stdout, and stdout may be JSON. */
  readonly messages: Output;
  readonly env: GithubEnv;
  readonly now: () => Date;
  /** The subcommand, where no run begins that would name it. */
  readonly command?: string | undefined;
}

/**
 * What GitHub shows of a run beside its log, written when the run has ended: annotations, and the summary of the step. A
 * summary that cannot be written is a warning; it never fails the run.
 */
export function createGithubReporter({ messages, env, now, command }: GithubReporterOptions): Reporter {
  const state = new RunState();
  return {
    report: (event) => state.apply(event, now().getTime()),
    close: async () => {
      state.end(now().getTime());
      for (const each of annotationsOf(state, env.GITHUB_WORKSPACE || undefined, command))
        messages.write(annotationCommand(each));
      const path = env.GITHUB_STEP_SUMMARY;
      if (!path) return;
      await appendFile(path, stepSummary(state, command)).catch((error: unknown) => {
        const message = `cannot write the summary of this step: ${messageOf(error)}`;
        messages.write(annotationCommand({ level: 'warning', title: 'sparkify-etl', message }));
      });
    },
  };
}
