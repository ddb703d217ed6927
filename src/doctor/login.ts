import { holdsSecret } from '../redact.ts';
import type { PostgresTarget, RedshiftTarget } from '../warehouses/target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How somebody logs in, and as whom; never with what. */
export function describeLogin(target: PostgresTarget | RedshiftTarget, user: string, environment: Environment): string {
  if (target.dialect === 'redshift' && target.login.kind !== 'password') return `${byAws(target.login)}, as ${user}`;
  return `user ${user}, ${passwordOf(target, environment)}`;
}

function byAws(login: Exclude<RedshiftTarget['login'], { kind: 'password' }>): string {
  switch (login.kind) {
    case 'cluster':
      return `IAM, a temporary password for the cluster ${login.cluster}`;
    case 'workgroup':
      return `IAM, a temporary password for the workgroup ${login.workgroup}`;
    case 'secret':
      return 'user and password of the secret in REDSHIFT_SECRET_ARN';
  }
}

/** In the order in which they are looked for. */
function passwordOf({ dialect, server }: PostgresTarget | RedshiftTarget, environment: Environment): string {
  if (server.password !== undefined) {
    const isInUrl = holdsSecret(environment.WAREHOUSE_URL ?? '');
    return `password of ${isInUrl ? 'WAREHOUSE_URL' : 'WAREHOUSE_PASSWORD'}`;
  }
  if (dialect === 'postgres' && environment.PGPASSWORD) return 'password of PGPASSWORD';
  return 'password of ~/.pgpass if the server asks for one';
}
