import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { EtlError, messageOf } from '../../core/errors.ts';
import type { ServerAddress } from '../target.ts';

/** What `pg` is told of TLS: `false` is none. */
export type TlsOptions = false | ConnectionOptions;

const UNVERIFIED: ConnectionOptions = { rejectUnauthorized: false };

/**
 * The ways to connect that a mode allows, in the order in which they are to be tried, with libpq's meaning: `prefer`
 * and `require` prove nothing, but `require` with a root certificate is `verify-ca`; `verify-ca` proves the chain,
 * `verify-full` the name too. Fails if the file of the root certificate cannot be read or holds none.
 */
export async function tlsAttempts({
  sslMode,
  sslRootCert,
}: Pick<ServerAddress, 'sslMode' | 'sslRootCert'>): Promise<readonly TlsOptions[]> {
  switch (sslMode) {
    case 'disable':
      return [false];
    case 'prefer':
      return [UNVERIFIED, false];
    case 'require':
      return [sslRootCert === undefined ? UNVERIFIED : { ...(await trusted(sslRootCert)), ...ANY_NAME }];
    case 'verify-ca':
      return [{ ...(await trusted(sslRootCert)), ...ANY_NAME }];
    case 'verify-full':
      return [await trusted(sslRootCert)];
  }
}

const ANY_NAME: ConnectionOptions = { checkServerIdentity: () => undefined };

/** True if the server refused this way to connect, but may take another. */
export function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: string };
  if (/does not support SSL connections/.test(messageOf(error))) return true;
  return code === '28000' && /no pg_hba\.conf entry/.test(messageOf(error));
}

/** Node's own authorities, or only those of a file. */
async function trusted(sslRootCert: string | undefined): Promise<ConnectionOptions> {
  if (sslRootCert === undefined) return { rejectUnauthorized: true };
  const ca = await readFile(sslRootCert, 'utf8').catch((error: unknown) => {
    throw new EtlError('usage', `the root certificate cannot be read: ${messageOf(error)}`, {
      hint: 'check sslrootcert in WAREHOUSE_URL',
      cause: error,
    });
  });
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new EtlError('usage', `${sslRootCert} holds no certificate in PEM form`, {
      hint: 'expected -----BEGIN CERTIFICATE-----; check sslrootcert in WAREHOUSE_URL',
    });
  }
  return { rejectUnauthorized: true, ca };
}
