import pRetry from 'p-retry';
import { type AwsFailure, isPassing, isUnreachable } from '../aws/failure.ts';
import { messageOf } from '../core/errors.ts';

const DEFAULT_MAX_ATTEMPTS = 8;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
/** A wrong host or a closed port stays what it is; a blip of DNS is over by then. */
const ATTEMPTS_TO_CONNECT = 4;

/** Runs an action again as long as it fails with something that may pass. Throws the signal's reason when aborted. */
export type Retry = <Result>(action: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** The connection ended, or went silent, or delivered damaged bytes, in the middle of an object. */
export class BrokenBodyError extends Error {
  override readonly name = 'BrokenBodyError';
}

/** Exponential backoff from 0.1 to 5 seconds with jitter, as S3 asks for when it answers 503 Slow Down. */
export function createRetry(maxAttempts: number = DEFAULT_MAX_ATTEMPTS): Retry {
  return (action, signal) =>
    pRetry(() => action().catch(throwReadably), {
      signal,
      retries: maxAttempts - 1,
      minTimeout: FIRST_DELAY_MS,
      maxTimeout: LONGEST_DELAY_MS,
      factor: 2,
      randomize: true,
      shouldRetry: ({ error, attemptNumber }) =>
        isTransient(error) && (attemptNumber < ATTEMPTS_TO_CONNECT || !isUnreachable(error)),
    });
}

/** The SDK calls an answer that it cannot parse, because the rest is missing, an error without a name. */
function throwReadably(error: unknown): never {
  const { $fault, $responseBodyText } = (error ?? {}) as S3Failure;
  if ($fault !== undefined || $responseBodyText === undefined) throw error;
  const [reason] = messageOf(error).split('\n', 1);
  throw new BrokenBodyError(`the answer is not whole: ${reason}`, { cause: error });
}

/** What an error of S3 tells beside what all of AWS tell. */
export interface S3Failure extends AwsFailure {
  /** Region that S3 names in an error about a wrong one. */
  readonly Region?: string;
  /** What the SDK could not parse. */
  readonly $responseBodyText?: string;
}

function isTransient(error: unknown): boolean {
  return error instanceof BrokenBodyError || isUnreachable(error) || isPassing(error);
}
