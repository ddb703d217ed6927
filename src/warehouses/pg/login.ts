import { userInfo } from 'node:os';
import type { ServerAddress } from '../target.ts';
import { type Environment, findPassword } from './password.ts';
import type { Login } from './types.ts';

const DEFAULT_PORT = 5432;

/**
 * Logs in as the user of an address; what it leaves open is found as libpq does: PGHOST, PGPORT, PGUSER, PGDATABASE,
 * PGPASSWORD, ~/.pgpass.
 */
export function passwordLogin(address: ServerAddress, environment: Environment): Login {
  const host = address.host ?? (environment.PGHOST || 'localhost');
  const port = address.port ?? (Number(environment.PGPORT) || DEFAULT_PORT);
  const user = address.user ?? (environment.PGUSER || userInfo().username);
  const database = address.database ?? (environment.PGDATABASE || user);
  const key = { host, port, database, user };
  // A function is asked only if the server wants a password.
  const password = async () => address.password?.reveal() ?? (await findPassword(key, environment));
  return async () => ({ ...key, password });
}
