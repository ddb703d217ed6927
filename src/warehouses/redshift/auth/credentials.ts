import { EtlError } from '../../../core/errors.ts';
import { Secret } from '../../../core/secret.ts';

/** A user and a password that AWS made. An open connection outlives them: they are asked for at login only. */
export interface Credentials {
  /** As the server wants it, with the prefix that AWS puts before it (`IAM:`, `IAMR:`). */
  readonly user: string;
  readonly password: Secret;
  readonly expires: Date | undefined;
  /** From then on AWS makes new ones; before it would give the same again. */
  readonly refreshFrom: Date | undefined;
}

/** Seconds for which credentials are asked: the least that AWS allows, since each is used at once. */
export const LIFETIME_SECONDS = 900;
/** A login begun with the last seconds of a password may come too late. */
const MARGIN_MS = 60_000;

/** What an answer of AWS holds. */
export function toCredentials(answer: {
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly expires: Date | undefined;
  readonly refreshFrom?: Date | undefined;
}): Credentials {
  const { user, password, expires, refreshFrom } = answer;
  if (user === undefined || password === undefined) {
    throw new EtlError('warehouse', 'AWS answered without a user or a password', { isTransient: true });
  }
  return { user, password: new Secret(password), expires, refreshFrom };
}

/** Credentials that are kept as long as they are fresh. Calls that come while new ones are made wait for the same. */
export function renewing(
  issue: (database: string) => Promise<Credentials>,
  now: () => Date,
): (database: string) => Promise<Credentials> {
  let current: { readonly credentials: Credentials; readonly freshUntil: number } | undefined;
  let pending: Promise<Credentials> | undefined;
  const renew = async (database: string) => {
    const asked = now().getTime();
    const credentials = await issue(database);
    current = { credentials, freshUntil: freshUntil(credentials, asked) };
    return credentials;
  };
  return async (database) => {
    if (current !== undefined && now().getTime() < current.freshUntil) return current.credentials;
    pending ??= renew(database).finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** Counted from the moment of asking as well, since the clock of this machine may be behind that of AWS. */
function freshUntil({ expires, refreshFrom }: Credentials, asked: number): number {
  const expiry = Math.min(expires?.getTime() ?? Number.POSITIVE_INFINITY, asked + LIFETIME_SECONDS * 1000);
  return Math.min(expiry - MARGIN_MS, refreshFrom?.getTime() ?? Number.POSITIVE_INFINITY);
}
