import type { SqlCatalog } from '../core/statement.ts';
import type { ServerProbe } from './pg/probe.ts';
import type { PostgresTarget, RedshiftTarget, Surroundings } from './target.ts';

export type { ServerProbe } from './pg/probe.ts';
export type { TlsFacts } from './pg/tls-facts.ts';

/** Prepares to find out how a server is reached; nothing is sent yet. Throws what is known to be wrong with its login already. */
export async function openProbe(
  target: PostgresTarget | RedshiftTarget,
  catalog: SqlCatalog,
  { environment }: Pick<Surroundings, 'environment'>,
): Promise<ServerProbe> {
  const { probeServer } = await import('./pg/probe.ts');
  const { server: address } = target;
  if (target.dialect === 'postgres') {
    const { locate, POSTGRES } = await import('./postgres/index.ts');
    const { passwordLogin } = await import('./pg/login.ts');
    const login = passwordLogin(address, environment);
    return probeServer(login, POSTGRES, { location: await locate(login, address.schema), catalog, address });
  }
  const { openLogin } = await import('./redshift/auth/index.ts');
  const { REDSHIFT } = await import('./redshift/errors/product.ts');
  const { describeLocation } = await import('./redshift/location.ts');
  return probeServer(openLogin(target, { environment }), REDSHIFT, {
    location: describeLocation(target),
    catalog,
    address,
  });
}
