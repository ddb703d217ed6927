import type { Login } from '../../pg/types.ts';
import type { RedshiftTarget, ServerAddress } from '../../target.ts';
import { DEFAULT_DATABASE } from './address.ts';
import type { AwsContext } from './aws-api.ts';
import { provisionedCluster } from './cluster.ts';
import { iamLogin } from './iam-login.ts';
import { passwordLogin } from './password.ts';
import { secretLogin } from './secret.ts';
import { serverlessWorkgroup } from './workgroup.ts';

export type { AwsContext } from './aws-api.ts';

/**
 * How connections to Redshift are opened. Nothing is asked of AWS before the first connection, and an SDK client is loaded
 * only for the kind of login that needs it.
 * @returns a login that gives each new connection its address, user and password. It rejects with an
 *   `EtlError`: `usage` for what is set wrongly or does not exist, `warehouse` for missing rights, and transient ones for a
 *   busy service or a broken network.
 * @throws EtlError of kind `usage` for what is known to be wrong already: no password, IAM without TLS.
 */
export function openLogin(target: RedshiftTarget, aws: AwsContext): Login {
  const { server, login } = target;
  switch (login.kind) {
    case 'password':
      return passwordLogin(server);
    case 'cluster':
      return iamLogin(server, provisionedCluster(login.cluster, server, aws), aws.now);
    case 'workgroup':
      return iamLogin(withDatabase(server), serverlessWorkgroup(login.workgroup, server, aws), aws.now);
    case 'secret':
      return secretLogin(server, login.secretArn, aws);
  }
}

/** Every workgroup has it: nothing to look up. */
function withDatabase(server: ServerAddress): ServerAddress {
  return { ...server, database: server.database ?? DEFAULT_DATABASE };
}
