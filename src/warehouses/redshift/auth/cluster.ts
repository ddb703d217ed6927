import type { Cluster, RedshiftClient } from '@aws-sdk/client-redshift';
import { quietSdk } from '../../../aws/sdk.ts';
import { EtlError } from '../../../core/errors.ts';
import type { ServerAddress } from '../../target.ts';
import { type Address, DEFAULT_DATABASE, DEFAULT_PORT, regionOfHost } from './address.ts';
import { type AwsApi, type AwsContext, clientConfig, openApi } from './aws-api.ts';
import { type Credentials, LIFETIME_SECONDS, toCredentials } from './credentials.ts';
import type { AwsRequest } from './explain.ts';
import type { IamSource } from './iam-login.ts';
import { once } from './once.ts';

interface Api extends AwsApi<RedshiftClient> {
  readonly sdk: typeof import('@aws-sdk/client-redshift');
}

/**
 * A provisioned cluster. With a user in the address its credentials are made for this user, who must exist in the database,
 * else for whoever runs this: a database user of the same name as the IAM identity, which Redshift makes at the first login.
 */
export function provisionedCluster(
  cluster: string,
  { host, user }: Pick<ServerAddress, 'host' | 'user'>,
  aws: AwsContext,
): IamSource {
  const api = once(() => openRedshift(regionOfHost(host), aws));
  return {
    find: async () => findCluster(await api(), cluster),
    issue: async (database) =>
      user === undefined ? issueForCaller(await api(), cluster, database) : issue(await api(), cluster, database, user),
  };
}

/** Where a cluster listens; for those who know only its name. */
export async function locateCluster(cluster: string, region: string | undefined, aws: AwsContext): Promise<Address> {
  return findCluster(await openRedshift(region, aws), cluster);
}

async function openRedshift(region: string | undefined, { environment }: AwsContext): Promise<Api> {
  quietSdk(environment);
  const sdk = await import('@aws-sdk/client-redshift');
  return { sdk, ...(await openApi(new sdk.RedshiftClient(clientConfig(region)))) };
}

/** All that AWS tells of a cluster, for those who only look; undefined if it tells nothing. */
export async function describeCluster(
  cluster: string,
  region: string | undefined,
  aws: AwsContext,
  abortSignal: AbortSignal,
): Promise<Cluster | undefined> {
  const { client, sdk, call } = await openRedshift(region, aws);
  const command = new sdk.DescribeClustersCommand({ ClusterIdentifier: cluster });
  const request = { ...requestFor('DescribeClusters', '*', cluster), purpose: 'look at' } as const;
  const { Clusters } = await call(request, () => client.send(command, { abortSignal }));
  return Clusters?.[0];
}

async function findCluster({ client, sdk, call }: Api, cluster: string): Promise<Address> {
  const command = new sdk.DescribeClustersCommand({ ClusterIdentifier: cluster });
  // This action cannot be limited to one cluster.
  const { Clusters } = await call(requestFor('DescribeClusters', '*', cluster), () => client.send(command));
  return addressOf(Clusters?.[0] ?? {}, cluster);
}

/** A paused cluster keeps its address, but nobody listens there. */
function addressOf({ Endpoint, DBName, ClusterStatus }: Cluster, cluster: string): Address {
  if (ClusterStatus === 'paused') {
    throw new EtlError('warehouse', `the cluster ${cluster} is paused`, {
      hint: `resume it: aws redshift resume-cluster --cluster-identifier ${cluster}`,
    });
  }
  if (Endpoint?.Address === undefined) {
    throw new EtlError('warehouse', `the cluster ${cluster} has no address yet (${ClusterStatus ?? 'no status'})`, {
      hint: 'run again when it is available',
      isTransient: true,
    });
  }
  return {
    host: Endpoint.Address,
    port: Endpoint.Port ?? DEFAULT_PORT,
    database: DBName ?? DEFAULT_DATABASE,
  };
}

async function issue(
  { client, sdk, call }: Api,
  cluster: string,
  database: string,
  user: string,
): Promise<Credentials> {
  const resource = `arn:aws:redshift:REGION:ACCOUNT:dbuser:${cluster}/${user} and …:dbname:${cluster}/${database}`;
  const command = new sdk.GetClusterCredentialsCommand({
    ClusterIdentifier: cluster,
    DbUser: user,
    DbName: database,
    AutoCreate: false,
    DurationSeconds: LIFETIME_SECONDS,
  });
  const answer = await call(requestFor('GetClusterCredentials', resource, cluster), () => client.send(command));
  return toCredentials({ user: answer.DbUser, password: answer.DbPassword, expires: answer.Expiration });
}

async function issueForCaller({ client, sdk, call }: Api, cluster: string, database: string): Promise<Credentials> {
  const resource = `arn:aws:redshift:REGION:ACCOUNT:dbname:${cluster}/${database}`;
  const command = new sdk.GetClusterCredentialsWithIAMCommand({
    ClusterIdentifier: cluster,
    DbName: database,
    DurationSeconds: LIFETIME_SECONDS,
  });
  const answer = await call(requestFor('GetClusterCredentialsWithIAM', resource, cluster), () => client.send(command));
  return toCredentials({
    user: answer.DbUser,
    password: answer.DbPassword,
    expires: answer.Expiration,
    refreshFrom: answer.NextRefreshTime,
  });
}

function requestFor(action: string, resource: string, cluster: string): AwsRequest {
  return {
    service: 'Redshift',
    action: `redshift:${action}`,
    resource,
    subject: `the cluster ${cluster}`,
    setting: 'REDSHIFT_CLUSTER',
  };
}
