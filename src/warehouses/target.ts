import type { WorkArea } from '../core/object-store.ts';
import type { Secret } from '../core/secret.ts';

/** A file of the embedded engine. */
export interface DuckDbTarget {
  readonly dialect: 'duckdb';
  readonly path: string;
}

/** How libpq names what TLS must prove; `docs/postgresql.md` explains each. */
export const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** A server that speaks PostgreSQL's protocol, as far as a URL and the environment tell. */
export interface ServerAddress {
  /** Host name, address, or the folder of a Unix socket. Undefined: looked up (Redshift by IAM), or localhost. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  /** Undefined: from ~/.pgpass (PostgreSQL), or made by AWS (Redshift by IAM). */
  readonly password: Secret | undefined;
  readonly sslMode: SslMode;
  /** PEM file of the certificate authorities that are trusted instead of Node's own. */
  readonly sslRootCert: string | undefined;
  /** Schema that holds the tables; undefined: the server's default. A plain identifier. */
  readonly schema: string | undefined;
  /** Milliseconds that the server lets one statement take; 0: any. */
  readonly statementTimeoutMs: number;
}

export interface PostgresTarget {
  readonly dialect: 'postgres';
  readonly server: ServerAddress;
}

/** Who says which user and password open a connection to Redshift. */
export type RedshiftLogin =
  | { readonly kind: 'password' }
  /** GetClusterCredentials for the URL's user; without a user GetClusterCredentialsWithIAM for the caller. */
  | { readonly kind: 'cluster'; readonly cluster: string }
  | { readonly kind: 'workgroup'; readonly workgroup: string }
  | { readonly kind: 'secret'; readonly secretArn: string };

/** How Redshift's COPY may read S3. */
export type CopyAccess =
  /** `default`, or ARNs of roles, each assumed by the one before. */
  | { readonly kind: 'role'; readonly role: string }
  /** The keys of the environment, because they were asked for. They stand in the statement, never in a log. */
  | { readonly kind: 'keys' };

/** A role that COPY can use. Without a comma, which IAM allows in a name: Redshift reads it as the beginning of the next role. */
export const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=.@/-]+$/;
/** A region of AWS. */
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/;

export interface RedshiftTarget {
  readonly dialect: 'redshift';
  readonly server: ServerAddress;
  readonly login: RedshiftLogin;
  /** Undefined: nothing that needs COPY can run. */
  readonly copyAccess: CopyAccess | undefined;
  /** Region of the buckets, for COPY; undefined: that of the S3 client. */
  readonly copyRegion: string | undefined;
}

export type WarehouseTarget = DuckDbTarget | PostgresTarget | RedshiftTarget;

/** What servers are given besides their own settings. */
export interface Surroundings {
  /** The process's environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the opening, which may wait for the network or for a lock. */
  readonly signal: AbortSignal;
  /** What earlier tries to open the server found out. */
  readonly contact?: { wasReached: boolean };
  /** Region of the S3 client, from the standard chain. */
  region(): Promise<string>;
  /** Opens the place that WORK_URI names; undefined if it names none. */
  readonly openWork: (() => Promise<WorkArea>) | undefined;
}
