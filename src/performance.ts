import type { Options } from './cli.ts';
import type { Command } from './commands/command.ts';
import type { Output } from './core/reporter.ts';

/** A subcommand and the world it runs in. */
export interface Performance {
  readonly command: Command;
  readonly options: Options;
  readonly version: string;
  /** `process.env`: what `.env` adds is put into it, because the AWS SDK reads its own settings from there. */
  readonly env: Record<string, string | undefined>;
  /** Absolute path of the Node.js that runs. */
  readonly node: string;
  readonly signal: AbortSignal;
  /** The machine and the process, for the history. */
  readonly host: string;
  readonly processId: number;
  /** Of Node.js: `20.19.0`. */
  readonly nodeVersion: string;
  readonly streams: { readonly out: Output; readonly err: Output };
}
