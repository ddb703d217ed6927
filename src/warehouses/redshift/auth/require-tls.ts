import { EtlError } from '../../../core/errors.ts';
import type { SslMode } from '../../target.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i;

/**
 * Redshift takes the passwords that IAM makes over TLS only, and whoever reads one on the way can log in with it. The one
 * exception is a tunnel of this machine, where it has been asked for.
 * @throws EtlError of kind `usage`
 */
export function requireTls(mode: SslMode, host: string): void {
  if (mode !== 'disable' && mode !== 'prefer') return;
  if (mode === 'disable' && LOOPBACK.test(host)) return;
  throw new EtlError('usage', `sslmode=${mode} in WAREHOUSE_URL: a login by IAM needs TLS`, {
    hint: 'remove sslmode, which means verify-full',
  });
}
