import type { Cluster } from '@aws-sdk/client-redshift';
import type { Namespace, Workgroup } from '@aws-sdk/client-redshift-serverless';
import { EtlError } from '../../../core/errors.ts';
import type { AwsContext } from './aws-api.ts';
import { describeCluster } from './cluster.ts';
import type { ServiceName } from './service-name.ts';
import { describeWorkgroup } from './workgroup.ts';

/** A role that is attached, is being attached, or is being taken away. */
interface AttachedRole {
  readonly arn: string;
  /** `in-sync`, `adding` or `removing`, as AWS says. */
  readonly state: string;
}

/** What AWS tells of a cluster, or of a workgroup and its namespace. */
export interface ServiceFacts {
  /** What roles are attached to, for messages: `the cluster sparkify`. */
  readonly subject: string;
  readonly host: string | undefined;
  /** What it is doing, in AWS's words, if that is not what it is there for. */
  readonly trouble: string | undefined;
  /** How to wake it up, where that is what it takes. */
  readonly resume: string | undefined;
  readonly roles: readonly AttachedRole[];
  readonly defaultRole: string | undefined;
  /** The command that attaches one role more. */
  attach(role: string): string;
  /** The command that makes an attached role the default. */
  makeDefault(role: string): string;
}

/** @throws EtlError that says why AWS does not tell: no permission, no credentials, no such name, no network */
export async function askService(
  { kind, name, region }: ServiceName,
  aws: AwsContext,
  signal: AbortSignal,
): Promise<ServiceFacts> {
  if (kind === 'cluster') {
    const cluster = await describeCluster(name, region, aws, signal);
    if (cluster !== undefined) return ofCluster(name, cluster);
  } else {
    const { workgroup, namespace } = await describeWorkgroup(name, region, aws, signal);
    if (workgroup !== undefined && namespace !== undefined) return ofWorkgroup(name, workgroup, namespace);
  }
  throw new EtlError('warehouse', `AWS told nothing of the ${kind} ${name}`);
}

function ofCluster(name: string, cluster: Cluster): ServiceFacts {
  const { ClusterStatus: status = 'no status', IamRoles = [], DefaultIamRoleArn, Endpoint } = cluster;
  const modify = `aws redshift modify-cluster-iam-roles --cluster-identifier ${name}`;
  return {
    subject: `the cluster ${name}`,
    host: Endpoint?.Address,
    // It is also `available, prep-for-resize` and `available, resize-cleanup`.
    trouble: /^available\b/.test(status) ? undefined : `the cluster ${name} is not available but ${status}`,
    resume: status === 'paused' ? `aws redshift resume-cluster --cluster-identifier ${name}` : undefined,
    roles: IamRoles.map(({ IamRoleArn = '', ApplyStatus = 'in-sync' }) => ({ arn: IamRoleArn, state: ApplyStatus })),
    defaultRole: DefaultIamRoleArn || undefined,
    attach: (role) => `${modify} --add-iam-roles ${role}`,
    makeDefault: (role) => `${modify} --default-iam-role-arn ${role}`,
  };
}

function ofWorkgroup(name: string, workgroup: Workgroup, namespace: Namespace): ServiceFacts {
  const { namespaceName = '', iamRoles = [], defaultIamRoleArn, status = 'no status' } = namespace;
  const { status: workgroupStatus = 'no status', endpoint } = workgroup;
  const roles = iamRoles.map(parseRole);
  const update = `aws redshift-serverless update-namespace --namespace-name ${namespaceName}`;
  const troubles = [
    ...(workgroupStatus === 'AVAILABLE' ? [] : [`the workgroup ${name} is not AVAILABLE but ${workgroupStatus}`]),
    ...(status === 'AVAILABLE' ? [] : [`the namespace ${namespaceName} is not AVAILABLE but ${status}`]),
  ];
  return {
    subject: `the namespace ${namespaceName}`,
    host: endpoint?.address,
    trouble: troubles.length === 0 ? undefined : troubles.join(', '),
    resume: undefined,
    roles,
    defaultRole: defaultIamRoleArn || undefined,
    // The list replaces the one before.
    attach: (role) => `${update} --iam-roles ${[...roles.map(({ arn }) => arn), role].join(' ')}`,
    makeDefault: (role) =>
      `${update} --iam-roles ${roles.map(({ arn }) => arn).join(' ')} --default-iam-role-arn ${role}`,
  };
}

/**
 * A role of a namespace: documented as an ARN, but in fact `IamRole(applyStatus=in-sync, iamRoleArn=arn:…)`.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/redshiftserverless/namespace.go
 */
function parseRole(text: string): AttachedRole {
  const arn = /\barn:[^,)\s]+/.exec(text)?.[0] ?? text;
  return { arn, state: /applyStatus=([\w-]+)/.exec(text)?.[1] ?? 'in-sync' };
}
