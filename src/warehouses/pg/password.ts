import { readFile, stat } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { EtlError } from '../../core/errors.ts';

/** The process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What an entry of a password file is found by. */
export interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Readable or writable by the group or by others: libpq ignores such a file too. */
const OPEN_TO_OTHERS = 0o077;

/**
 * The password that a server asked for: PGPASSWORD, else from the password file (PGPASSFILE or ~/.pgpass) as libpq
 * finds it. `pg` could do the latter itself, but prints warnings of its own and is to lose it in version 9. Fails if
 * there is none, and says so if the file was ignored because others can read it.
 */
export async function findPassword(key: PasswordKey, environment: Environment): Promise<string> {
  if (environment.PGPASSWORD) return environment.PGPASSWORD;
  const path = passwordFile(environment);
  const status = await stat(path).catch(() => undefined);
  const isIgnored = status?.isFile() && platform() !== 'win32' && (status.mode & OPEN_TO_OTHERS) !== 0;
  if (isIgnored) {
    throw noPassword(key, `${path} was ignored, because others can read it`, `protect it: chmod 600 ${path}`);
  }
  const text = status?.isFile() ? await readFile(path, 'utf8') : '';
  const password = findEntry(text, key);
  if (password === undefined) {
    const where = status === undefined ? `there is no ${path}` : `${path} has no line for it`;
    throw noPassword(key, where, `give it by WAREHOUSE_PASSWORD or PGPASSWORD, or by a line of ${path}`);
  }
  return password;
}

function noPassword({ host, port, database, user }: PasswordKey, reason: string, hint: string): EtlError {
  const place = `${host}:${port}/${database}`;
  return new EtlError('usage', `the server asks for a password of user ${user} at ${place}; ${reason}`, { hint });
}

function passwordFile({ PGPASSFILE, HOME, APPDATA }: Environment): string {
  if (PGPASSFILE) return PGPASSFILE;
  if (platform() === 'win32') return join(APPDATA ?? homedir(), 'postgresql', 'pgpass.conf');
  return join(HOME ?? homedir(), '.pgpass');
}

/**
 * The password of the first line that fits: `host:port:database:user:password`, each may be `*`, `\` escapes `:` and
 * `\`.
 */
function findEntry(text: string, { host, port, database, user }: PasswordKey): string | undefined {
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) => plain(field));
    const isMatch = wanted.every((value, n) => fields[n] === '*' || fields[n] === value);
    // The password is all behind the fourth colon: libpq lets it hold colons as they are.
    const password = /^(?:(?:\\.|[^:\\])*:){4}(.*)$/.exec(line)?.[1];
    if (isMatch && password) return plain(password);
  }
  return undefined;
}

function plain(field: string): string {
  return field.replace(/\\(.)/g, '$1');
}
