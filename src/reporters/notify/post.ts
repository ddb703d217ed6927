import { setTimeout as sleep } from 'node:timers/promises';

/** Attempts of one notification: the first, and two more. */
const MOST_ATTEMPTS = 3;
const DELAY_MS = 500;

/** A server that asks for another attempt, or is in trouble. */
const isWorthAnotherTry = (status: number) => status === 429 || status >= 500;

/**
 * Posts a JSON body to a webhook. A network error, 429 and 5xx are tried again, twice; redirects are not followed, because the
 * body is for one host only. TLS is verified as Node.js does it (`NODE_EXTRA_CA_CERTS` adds authorities).
 *
 * Resolves to undefined, or to why it did not arrive: words that have nothing of the URL in them.
 *
 * @param signal ends it
 */
export async function post(url: string, body: string, signal: AbortSignal): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { trouble, isPassing } = await attemptToPost(url, body, signal);
    if (trouble === undefined || !isPassing || attempt === MOST_ATTEMPTS) return trouble;
    const isOver = await sleep(DELAY_MS * 2 ** (attempt - 1), false, { signal }).catch(() => true);
    if (isOver) return trouble;
  }
}

interface Attempt {
  readonly trouble: string | undefined;
  readonly isPassing: boolean;
}

async function attemptToPost(address: string, body: string, signal: AbortSignal): Promise<Attempt> {
  try {
    const { url, headers } = requestTo(address);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    // What it says is of no interest, but unread it would keep the connection.
    await response.body?.cancel();
    return judge(response);
  } catch (error) {
    if (signal.aborted) return { trouble: 'no answer in time', isPassing: false };
    return { trouble: reasonOf(error), isPassing: true };
  }
}

/** `fetch` refuses a URL with a user and a password in it. */
function requestTo(address: string): { readonly url: URL; readonly headers: Record<string, string> } {
  const url = new URL(address);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (url.username !== '' || url.password !== '') {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  return { url, headers };
}

function judge({ status, ok }: Response): Attempt {
  if (ok) return { trouble: undefined, isPassing: false };
  if (status >= 300 && status < 400) {
    return { trouble: `it answers ${status}, a redirect, which is not followed: set the final URL`, isPassing: false };
  }
  return { trouble: `it answers ${status}`, isPassing: isWorthAnotherTry(status) };
}

/** The code of a network or TLS error; its message could repeat the URL. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  return code === undefined ? 'the connection failed' : `the connection failed (${code})`;
}
