import type { ClientConfig } from 'pg';
import type { Secret } from '../../../core/secret.ts';

/** Of every cluster and workgroup that was made without naming another. */
export const DEFAULT_PORT = 5439;
/** The database that every workgroup, and every cluster that was made without naming another, has. */
export const DEFAULT_DATABASE = 'dev';

/** Where a database listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** What a server address says of that. */
type PartialAddress = { readonly [Part in keyof Address]: Address[Part] | undefined };

/** The address with what is missing looked up. Nothing is looked up where host and database are given. */
export async function locate(given: PartialAddress, find: () => Promise<Address>): Promise<Address> {
  const { host, port, database } = given;
  if (host !== undefined && database !== undefined) return { host, port: port ?? DEFAULT_PORT, database };
  const found = await find();
  return {
    host: host ?? found.host,
    // A port that was found belongs to the host that was found.
    port: port ?? (host === undefined ? found.port : DEFAULT_PORT),
    database: database ?? found.database,
  };
}

/** What a new connection needs, but for TLS, which follows from the target and is the connection layer's part. */
export function connectionTo(address: Address, user: string, password: Secret): ClientConfig {
  return { ...address, user, password: password.reveal() };
}

/**
 * The region in the host name of a cluster (`name.id.REGION.redshift.amazonaws.com`) or a workgroup
 * (`name.account.REGION.redshift-serverless.amazonaws.com`); undefined for any other name.
 */
export function regionOfHost(host: string | undefined): string | undefined {
  return /\.([a-z0-9-]+)\.redshift(?:-serverless)?\.amazonaws\.com(?:\.cn)?$/i.exec(host ?? '')?.[1]?.toLowerCase();
}
