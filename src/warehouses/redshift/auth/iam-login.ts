import type { Login } from '../../pg/types.ts';
import type { ServerAddress } from '../../target.ts';
import { type Address, connectionTo, locate } from './address.ts';
import { type Credentials, renewing } from './credentials.ts';
import { once } from './once.ts';
import { requireTls } from './require-tls.ts';

/** What AWS knows of a cluster or a workgroup. */
export interface IamSource {
  find(): Promise<Address>;
  /** Makes a user and a password for a database. */
  issue(database: string): Promise<Credentials>;
}

/**
 * Users and passwords that AWS makes and that are valid for some minutes: connections that begin in this time share them.
 * @throws EtlError of kind `usage` if TLS is switched off.
 */
export function iamLogin(server: ServerAddress, source: IamSource, now: () => Date = () => new Date()): Login {
  if (server.host !== undefined) requireTls(server.sslMode, server.host);
  const find = once(() => locate(server, source.find));
  const credentialsFor = renewing(source.issue, now);
  return async () => {
    const address = await find();
    requireTls(server.sslMode, address.host);
    const { user, password } = await credentialsFor(address.database);
    return connectionTo(address, user, password);
  };
}
