/** What an error of the SDK or of Node's network tells beside its message. */
export interface AwsFailure {
  readonly name?: string;
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  /** Who is at fault, as the service says: only its own answers have it. */
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const INTERRUPTED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const BUSY = new Set([
  ...['SlowDown', 'InternalError', 'ServiceUnavailable', 'InternalServerException', 'InternalServiceError'],
  ...['RequestTimeout', 'RequestTimeoutException', 'TimeoutError'],
  ...['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'],
]);

/** The server was never reached. */
export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.has((error as AwsFailure | undefined)?.code ?? '');
}

/** The server that was not reached, as well as the error knows. */
export function serverOf({ hostname, address, port }: AwsFailure): string | undefined {
  return hostname ?? (address === undefined ? undefined : `${address}:${port}`);
}

/** The service was reached, but was too busy, or the connection broke: the same request may well succeed soon. */
export function isPassing(error: unknown): boolean {
  const { name = '', code = '', $metadata = {} } = (error ?? {}) as AwsFailure;
  const { httpStatusCode: status = 0, clockSkewCorrected = false } = $metadata;
  return INTERRUPTED.has(code) || BUSY.has(name) || status >= 500 || status === 429 || clockSkewCorrected;
}
