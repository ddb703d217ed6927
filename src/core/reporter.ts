import type { RunEvent } from './event.ts';

/** Presents a run to somebody: a terminal, a log, a program. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Resolves when all that was reported is on its way out; nothing may be written to the same stream before. */
  close(): Promise<void>;
}

/** A stream that text is written to: stdout or stderr, or a buffer in a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** 0 for a terminal that nobody gave a size, as in some containers. */
  readonly columns?: number;
  readonly rows?: number;
}
