import type { TlsFacts } from '../warehouses/probe.ts';
import type { ServerAddress } from '../warehouses/target.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Names of this machine: what is sent to them does not leave it. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\]|\/.*)$/;
const ENDS_SOON_MS = 14 * 86_400_000;
const VERIFY = 'verify it: ?sslmode=verify-full in WAREHOUSE_URL, with &sslrootcert=FILE for an authority of your own';

/** What TLS was agreed upon, and what it proves. */
export function examineTls(
  facts: TlsFacts | undefined,
  { host = 'localhost', sslMode }: Pick<ServerAddress, 'host' | 'sslMode'>,
  now = new Date(),
): Finding {
  const isLocal = LOOPBACK.test(host);
  if (facts === undefined) {
    if (isLocal) return ok('tls', `no TLS, to this machine itself (sslmode=${sslMode})`);
    return warning('tls', `no TLS: passwords and data can be read on the way (sslmode=${sslMode})`, VERIFY);
  }
  const { protocol, cipher, unverified, validTo } = facts;
  const agreed = `${protocol}, ${cipher}`;
  if (unverified !== undefined || sslMode === 'prefer' || sslMode === 'require') {
    const found = `${agreed}; the certificate was not verified (sslmode=${sslMode}${unverified === undefined ? '' : `: ${unverified}`})`;
    return isLocal ? ok('tls', found) : warning('tls', found, VERIFY);
  }
  if (validTo !== undefined && validTo.getTime() - now.getTime() < ENDS_SOON_MS) {
    return warning(
      'tls',
      `${agreed}; verified, but the certificate ends ${validTo.toISOString()}`,
      'renew the certificate of the server',
    );
  }
  return ok('tls', `${agreed}; the certificate was verified (sslmode=${sslMode})`);
}
