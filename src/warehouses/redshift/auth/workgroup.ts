import type { Namespace, RedshiftServerlessClient, Workgroup } from '@aws-sdk/client-redshift-serverless';
import { quietSdk } from '../../../aws/sdk.ts';
import { EtlError } from '../../../core/errors.ts';
import type { ServerAddress } from '../../target.ts';
import { type Address, DEFAULT_DATABASE, DEFAULT_PORT, regionOfHost } from './address.ts';
import { type AwsApi, type AwsContext, clientConfig, openApi } from './aws-api.ts';
import { type Credentials, LIFETIME_SECONDS, toCredentials } from './credentials.ts';
import type { AwsRequest } from './explain.ts';
import type { IamSource } from './iam-login.ts';
import { once } from './once.ts';

interface Api extends AwsApi<RedshiftServerlessClient> {
  readonly sdk: typeof import('@aws-sdk/client-redshift-serverless');
}

/**
 * A Serverless workgroup. The database user is always that of whoever runs this.
 * @throws EtlError of kind `usage` if the address names another.
 */
export function serverlessWorkgroup(
  workgroup: string,
  { host, user }: Pick<ServerAddress, 'host' | 'user'>,
  aws: AwsContext,
): IamSource {
  if (user !== undefined) {
    throw new EtlError(
      'usage',
      `WAREHOUSE_URL names the user ${user}, but REDSHIFT_WORKGROUP logs in as the IAM identity`,
      {
        hint: 'remove the user from WAREHOUSE_URL, or unset REDSHIFT_WORKGROUP and log in with a password',
      },
    );
  }
  const api = once(() => openServerless(regionOfHost(host), aws));
  return {
    find: async () => findWorkgroup(await api(), workgroup),
    issue: async (database) => issue(await api(), workgroup, database),
  };
}

async function openServerless(region: string | undefined, { environment }: AwsContext): Promise<Api> {
  quietSdk(environment);
  const sdk = await import('@aws-sdk/client-redshift-serverless');
  return { sdk, ...(await openApi(new sdk.RedshiftServerlessClient(clientConfig(region)))) };
}

/** All that AWS tells of a workgroup and of its namespace, for those who only look. */
export async function describeWorkgroup(
  workgroup: string,
  region: string | undefined,
  aws: AwsContext,
  abortSignal: AbortSignal,
): Promise<{ readonly workgroup: Workgroup | undefined; readonly namespace: Namespace | undefined }> {
  const { client, sdk, call } = await openServerless(region, aws);
  const ask = <Result>(action: string, send: () => Promise<Result>) =>
    call({ ...requestFor(action, workgroup), purpose: 'look at' }, send);
  const found = await ask('GetWorkgroup', () =>
    client.send(new sdk.GetWorkgroupCommand({ workgroupName: workgroup }), { abortSignal }),
  );
  const { namespaceName } = found.workgroup ?? {};
  const answer = await ask('GetNamespace', () =>
    client.send(new sdk.GetNamespaceCommand({ namespaceName }), { abortSignal }),
  );
  return { workgroup: found.workgroup, namespace: answer.namespace };
}

async function findWorkgroup({ client, sdk, call }: Api, workgroup: string): Promise<Address> {
  const command = new sdk.GetWorkgroupCommand({ workgroupName: workgroup });
  const answer = await call(requestFor('GetWorkgroup', workgroup), () => client.send(command));
  return addressOf(answer.workgroup, workgroup);
}

function addressOf(found: Workgroup | undefined, workgroup: string): Address {
  const { address, port = DEFAULT_PORT } = found?.endpoint ?? {};
  if (address !== undefined) return { host: address, port, database: DEFAULT_DATABASE };
  throw new EtlError('warehouse', `the workgroup ${workgroup} has no address yet (${found?.status ?? 'no status'})`, {
    hint: 'run again when it is available',
    isTransient: true,
  });
}

async function issue({ client, sdk, call }: Api, workgroup: string, database: string): Promise<Credentials> {
  const command = new sdk.GetCredentialsCommand({
    workgroupName: workgroup,
    dbName: database,
    durationSeconds: LIFETIME_SECONDS,
  });
  const answer = await call(requestFor('GetCredentials', workgroup), () => client.send(command));
  return toCredentials({
    user: answer.dbUser,
    password: answer.dbPassword,
    expires: answer.expiration,
    refreshFrom: answer.nextRefreshTime,
  });
}

function requestFor(action: string, workgroup: string): AwsRequest {
  return {
    service: 'Redshift Serverless',
    action: `redshift-serverless:${action}`,
    // The ARN of a workgroup ends in an id that only AWS knows.
    resource: `the ARN of the workgroup ${workgroup}`,
    subject: `the workgroup ${workgroup}`,
    setting: 'REDSHIFT_WORKGROUP',
  };
}
