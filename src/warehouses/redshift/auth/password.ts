import { EtlError } from '../../../core/errors.ts';
import type { Login } from '../../pg/types.ts';
import type { ServerAddress } from '../../target.ts';
import { connectionTo, DEFAULT_DATABASE, DEFAULT_PORT } from './address.ts';

const FORM = 'write WAREHOUSE_URL=redshift://user@host:5439/database';

/**
 * User and password as they were given.
 * @throws EtlError of kind `usage` that names what is missing.
 */
export function passwordLogin(server: ServerAddress): Login {
  const { host, user, password } = server;
  if (host === undefined) throw new EtlError('usage', 'WAREHOUSE_URL names no host', { hint: FORM });
  if (user === undefined) throw new EtlError('usage', 'WAREHOUSE_URL names no user', { hint: FORM });
  if (password === undefined) {
    throw new EtlError('usage', `no password for ${user} at ${host}`, {
      hint: 'set WAREHOUSE_PASSWORD in the environment or in .env, or log in by IAM: set REDSHIFT_CLUSTER, REDSHIFT_WORKGROUP or REDSHIFT_SECRET_ARN',
    });
  }
  const address = { host, port: server.port ?? DEFAULT_PORT, database: server.database ?? DEFAULT_DATABASE };
  return async () => connectionTo(address, user, password);
}
