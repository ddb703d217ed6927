import type { PostgresAddress } from '../postgres-server.ts';
import type { ClusterRoles, ClusterS3, RunCopy } from './copy/types.ts';
import type { LoginMethod } from './wire/login.ts';

export interface RedshiftUser {
  /** As Redshift knows it; IAM logins are `IAM:name` or `IAMA:name` and must use TLS. */
  readonly name: string;
  readonly password: string;
  /** Default: true. Others own what they create and see only their own rows of system views. */
  readonly isSuperuser?: boolean;
  /** Also known by these logins: `IAM:name`, with passwords of their own. */
  readonly logins?: Readonly<Record<string, string>>;
}

export interface RedshiftOptions {
  /** The PostgreSQL behind: a superuser of it. */
  readonly postgres: PostgresAddress;
  /** How the cluster reads S3. Without it every COPY fails. */
  readonly s3?: ClusterS3;
  /** Refuses STL, SVL and STV, as a Serverless workgroup does. */
  readonly serverless?: boolean;
  /** Default: snapshot, as of new clusters since May 2024. */
  readonly isolation?: 'snapshot' | 'serializable';
  /** Key and certificate in PEM; without them the server refuses TLS. `required`: it refuses all else (require_SSL). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly required?: boolean };
  /** Default: `awsuser` with a password. The first one is that of `url()`. */
  readonly users?: readonly RedshiftUser[];
  /** Default: md5. `sha256` asks in a way (13) that pg does not know. */
  readonly login?: LoginMethod;
  readonly roles?: ClusterRoles;
  /** Default: us-west-2. */
  readonly region?: string;
  /** Delay of everything that comes from a client. */
  readonly latencyMs?: number;
  /** What clients call the database. Default: dev. */
  readonly database?: string;
  /** Stands in for the COPY engine, in tests of the server itself. */
  readonly runCopy?: RunCopy;
}

export const DEFAULT_USER: RedshiftUser = { name: 'awsuser', password: 'Red-Shift-1' };
export const DEFAULT_ROLE = 'arn:aws:iam::123456789012:role/redshift-reads-s3';
