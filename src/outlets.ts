import { chooseSettings } from './choose.ts';
import { OPERATION_SETTINGS } from './commands/command.ts';
import { type OutletSettings, readOutlets } from './config.ts';
import { toEtlError } from './core/errors.ts';
import { type Redaction, redactionFor, withoutSecretsInError } from './known-secrets.ts';
import type { Performance } from './performance.ts';
import { combineReporters } from './reporters/combine.ts';
import { createOutlets, type OutletOptions, warningLine } from './reporters/run-reporter.ts';
import { newRunId } from './run-id.ts';

/** Who is told of a run besides the one who watches it: the log file, the webhook. Also of one that could not begin. */
export class Outlets {
  readonly runId: string;
  readonly redaction: Redaction;
  readonly #performance: Performance;
  #isTold = false;

  /** @param performance its environment has what `.env` adds */
  constructor(performance: Performance, now: Date) {
    this.#performance = performance;
    this.runId = newRunId(now);
    this.redaction = redactionFor(performance.env);
  }

  /** What the reporter of the run needs to tell them. */
  optionsFor({ logFile, notify }: OutletSettings): OutletOptions {
    const { command, host, signal } = this.#performance;
    const { runId, redaction } = this;
    return {
      logFile: logFile === undefined ? undefined : { path: logFile, runId },
      notify:
        notify === undefined
          ? undefined
          : {
              ...{ url: notify.hook.url.reveal(), shown: notify.hook.shown, on: notify.on },
              ...{ run: runId, command: command.name, host, signal, redact: redaction.data },
            },
    };
  }

  /** From now on somebody else tells them. */
  handOver(): void {
    this.#isTold = true;
  }

  /** Tells them of an error that kept the run from beginning, as far as their own settings are right. Never rejects. */
  async tellOf(error: unknown): Promise<void> {
    if (this.#isTold) return;
    const { options, env, streams, signal } = this.#performance;
    const { outlets } = readOutlets(chooseSettings({ settings: OPERATION_SETTINGS }, options), env);
    const { logFile, notify } = this.optionsFor(outlets);
    const cause = toEtlError(signal.aborted ? signal.reason : error);
    const event = { type: 'run-failed', error: withoutSecretsInError(cause, this.redaction) } as const;
    const warn = (message: string) => void streams.err.write(warningLine(message));
    // A log file that cannot be opened is what is told of.
    const open = (each: OutletOptions) => createOutlets(each, { now: () => new Date() }, warn).catch(() => []);
    const reporters = [...(await open({ notify })), ...(await open({ logFile }))];
    const all = combineReporters(reporters);
    all.report(event);
    await all.close();
  }
}
