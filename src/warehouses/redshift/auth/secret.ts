import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { quietSdk } from '../../../aws/sdk.ts';
import { EtlError } from '../../../core/errors.ts';
import type { Login } from '../../pg/types.ts';
import type { ServerAddress } from '../../target.ts';
import { type Address, connectionTo, DEFAULT_DATABASE, locate, regionOfHost } from './address.ts';
import { type AwsApi, type AwsContext, clientConfig, openApi } from './aws-api.ts';
import { locateCluster } from './cluster.ts';
import { once } from './once.ts';
import { parseSecret, type SecretContent } from './secret-content.ts';

interface Api extends AwsApi<SecretsManagerClient> {
  readonly sdk: typeof import('@aws-sdk/client-secrets-manager');
}

/**
 * User and password of a secret of Secrets Manager, which may name host, port and database too; what WAREHOUSE_URL says of
 * these comes first. The secret is read for every new connection: when it has been rotated, the next connection knows.
 */
export function secretLogin(server: ServerAddress, secretArn: string, aws: AwsContext): Login {
  const api = once(() => openSecrets(secretArn, aws));
  return async () => {
    const content = await readSecret(await api(), secretArn);
    requireSameUser(server.user, content.user, secretArn);
    const address = await locateBySecret(server, content, secretArn, aws);
    return connectionTo(address, content.user, content.password);
  };
}

async function openSecrets(secretArn: string, { environment }: AwsContext): Promise<Api> {
  quietSdk(environment);
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return { sdk, ...(await openApi(new sdk.SecretsManagerClient(clientConfig(regionOfArn(secretArn))))) };
}

/** A secret can be read in its own region only, whatever region the buckets are in. */
function regionOfArn(arn: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:([^:]+):/.exec(arn)?.[1];
}

async function readSecret({ client, sdk, call }: Api, secretArn: string): Promise<SecretContent> {
  const subject = nameOf(secretArn);
  const request = {
    service: 'Secrets Manager',
    action: 'secretsmanager:GetSecretValue',
    resource: secretArn,
    subject,
    setting: 'REDSHIFT_SECRET_ARN',
  } as const;
  const command = new sdk.GetSecretValueCommand({ SecretId: secretArn });
  const { SecretString, SecretBinary } = await call(request, () => client.send(command));
  return parseSecret(SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString('utf8')), subject);
}

function nameOf(secretArn: string): string {
  return `the secret ${secretArn.split(':').at(-1)}`;
}

/** Somebody who names a user means that one, not another who happens to be in the secret. */
function requireSameUser(given: string | undefined, user: string, secretArn: string): void {
  if (given === undefined || given === user) return;
  throw new EtlError('usage', `WAREHOUSE_URL names the user ${given}, but ${nameOf(secretArn)} is of another user`, {
    hint: 'remove the user from WAREHOUSE_URL, or check REDSHIFT_SECRET_ARN',
  });
}

async function locateBySecret(
  server: ServerAddress,
  content: SecretContent,
  secretArn: string,
  aws: AwsContext,
): Promise<Address> {
  const host = server.host ?? content.host;
  const { cluster } = content;
  const database = server.database ?? content.database ?? (cluster === undefined ? DEFAULT_DATABASE : undefined);
  return locate({ host, port: server.port ?? content.port, database }, () => {
    if (cluster !== undefined) return locateCluster(cluster, regionOfHost(host) ?? regionOfArn(secretArn), aws);
    throw new EtlError('usage', `neither WAREHOUSE_URL nor ${nameOf(secretArn)} names a host`, {
      hint: 'write WAREHOUSE_URL=redshift://host:5439/database',
    });
  });
}
