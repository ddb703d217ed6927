import { createHash, randomBytes } from 'node:crypto';
import { RedshiftError } from '../error.ts';
import type { RedshiftUser } from '../options.ts';
import { authentication, int32 } from './writer.ts';

export type LoginMethod = 'md5' | 'sha256';

/** Asks for a password and checks the answer. */
export interface PasswordCheck {
  readonly request: Buffer;
  /** @throws RedshiftError FATAL 28000, also for a user that does not exist */
  check(answer: string): RedshiftUser;
}

export function askPassword(method: LoginMethod, login: string, users: readonly RedshiftUser[]): PasswordCheck {
  const salt = randomBytes(4);
  const known = findLogin(login, users);
  // 13: passwords kept as SHA-256, which only Amazon's own drivers can answer.
  const request = method === 'md5' ? authentication(5, salt) : authentication(13, int32(0), randomBytes(16));
  return {
    request,
    check(answer) {
      const expected = known === undefined ? undefined : md5Answer(login, known.password, salt);
      if (known === undefined || answer !== expected) throw wrongPassword(login);
      return known.user;
    },
  };
}

function findLogin(
  login: string,
  users: readonly RedshiftUser[],
): { user: RedshiftUser; password: string } | undefined {
  for (const user of users) {
    if (user.name === login) return { user, password: user.password };
    const password = user.logins?.[login];
    if (password !== undefined) return { user, password };
  }
  return undefined;
}

/** The fields as in https://github.com/aws/amazon-redshift-python-driver/issues/237 */
export function wrongPassword(login: string): RedshiftError {
  const file = '/home/ec2-user/padb/src/pg/src/backend/libpq/auth.c';
  return new RedshiftError(`password authentication failed for user "${login}"`, {
    ...{ severity: 'FATAL', code: '28000', file, line: '425', routine: 'auth_failed' },
  });
}

function md5Answer(login: string, password: string, salt: Buffer): string {
  const inner = md5(Buffer.from(password + login, 'utf8'));
  return `md5${md5(Buffer.concat([Buffer.from(inner, 'latin1'), salt]))}`;
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
