/**
 * What can go wrong, each kind with its exit code: the table a script or a cron job can rely on.
 * `docs/exit-codes.md` explains every row; a test keeps the two together.
 */
export const EXIT_CODES = {
  ok: 0,
  checksFailed: 1,
  usage: 2,
  badData: 3,
  source: 4,
  warehouse: 5,
  warehouseBusy: 6,
  missingStep: 7,
  checkBroken: 8,
  timedOut: 9,
  bug: 70,
  outputLost: 74,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT_CODES;

export interface EtlErrorOptions {
  /** What the person at the terminal can do next, as one sentence or command. */
  readonly hint?: string;
  /** More lines of evidence: one reject, one missing key, one failed check each. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
  /** True if the same work may well succeed when it is done again: a lost connection, a conflict, a timeout. */
  readonly isTransient?: boolean;
}

/** A failure that is explained: what failed and on what (`message`), the evidence (`details`), what to do (`hint`). */
export class EtlError extends Error {
  readonly kind: ExitName;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  /** True if the whole transaction can be tried again. Errors in data, configuration and rights never are. */
  readonly isTransient: boolean;

  constructor(kind: ExitName, message: string, options: EtlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EtlError';
    this.kind = kind;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.isTransient = options.isTransient ?? false;
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/** Everything that is wrong with flags, environment and `.env`, at once. */
export class ConfigError extends EtlError {
  constructor(problems: readonly string[]) {
    const [first = 'invalid configuration'] = problems;
    if (problems.length === 1) super('usage', first);
    else super('usage', `${problems.length} problems with the configuration:`, { details: problems });
    this.name = 'ConfigError';
  }
}

/** The run was stopped by SIGINT (130) or SIGTERM (143); nothing half-loaded stays behind. */
export class InterruptedError extends EtlError {
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'interrupted' : 'terminated', `stopped by ${signal}; what was not committed is undone`);
    this.name = 'InterruptedError';
  }
}

/** A task, or the run, took longer than it may; what was not committed is undone. */
export class TimedOutError extends EtlError {
  /**
   * @param what took too long, as the beginning of a sentence: `task stage:events`, `the run`
   * @param lookAt what shows why, as a sentence
   * @param underWay what it was doing, where its name does not say that
   */
  constructor(what: string, limitMs: number, setting: string, lookAt: string, underWay?: string) {
    const at = underWay === undefined ? '' : ` (under way: ${underWay})`;
    super('timedOut', `${what} took longer than ${durationText(limitMs)}${at}; what was not committed is undone`, {
      hint: `find out what is slow (${lookAt}), or allow more time: ${setting}`,
    });
    this.name = 'TimedOutError';
  }
}

/** Milliseconds in the largest unit that is exact: `90s`, `30m`, `2h`, as settings are written. */
function durationText(milliseconds: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, size] = units.find(([, each]) => milliseconds % each === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

/** Throws the reason of an aborted signal; does nothing otherwise. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message and the first of its evidence, with what is indented below that: for where there is room for one line. */
export function briefly({ message, details: [first, second] }: EtlError): string {
  if (first === undefined) return message;
  const more = second?.startsWith('  ') ? [second.trim()] : [];
  return [message.replace(/:$/, ''), first, ...more].join(': ');
}

/** Whatever was thrown, as an error that can be shown: what is not explained is a bug. */
export function toEtlError(error: unknown): EtlError {
  if (error instanceof EtlError) return error;
  return new EtlError('bug', messageOf(error), { cause: error });
}

/** Fails to compile when a `switch` over a union forgets a member. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
