/** What the wire server and the COPY engine agree on. The engine is `runCopy` of `./index.ts`, of this type. */
export type RunCopy = (sql: string, context: CopyContext) => Promise<CopyOutcome>;

export interface CopyOutcome {
  /** Texts of the INFO notices, in order. */
  readonly notices: readonly string[];
  /** Rows that were loaded. Becomes pg_last_copy_count(). */
  readonly loaded: number;
}

/** One COPY of one session. */
export interface CopyContext {
  /**
   * Runs one statement of PostgreSQL (not of Redshift: nothing is rewritten) on the session's own connection, in its
   * transaction: what it writes is rolled back with it. Server errors are thrown as pg's DatabaseError.
   */
  query(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  /**
   * Feeds `copy t (a, b) from stdin` on the same connection with text that the caller encoded; lines end in `\n`.
   * Resolves when PostgreSQL took all of it; throws its DatabaseError otherwise (byte lengths: see `columns`).
   */
  copyIn(sql: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /**
   * Runs one statement on another connection, where it is committed at once and survives a rollback: for the rows of
   * the tables behind the load views (`redshift.loads`, `redshift.load_errors` …, see `../sql/load-tables.sql`).
   */
  log(sql: string, values?: readonly unknown[]): Promise<void>;
  /**
   * Columns of a table in their order, as Redshift knows them, with what the types of PostgreSQL cannot say.
   * @param table as it was written: `t`, `s.t`, folded to lower case by the callee
   * @returns undefined where there is no such table
   */
  columns(table: string): Promise<TableShape | undefined>;
  readonly pid: number;
  /** Increases with each statement of the server. What load views call `query` or `query_id`. */
  readonly queryId: number;
  readonly transactionId: number;
  readonly userId: number;
  readonly user: string;
  /** As the client calls it: `dev`. */
  readonly database: string;
  /** How the stand-in itself, in the role of the cluster, reads S3. */
  readonly s3: ClusterS3;
  readonly roles: ClusterRoles;
  readonly serverless: boolean;
  /** Region of the cluster; a bucket elsewhere needs REGION in the COPY. */
  readonly region: string;
  /** Aborted by a cancel, a statement timeout or the end of the connection. The engine stops and throws anything. */
  readonly signal: AbortSignal;
  /** Told by the engine once loading begins (after syntax, rights and listing): bad data from here on sets pg_last_copy_id(). */
  began(): void;
  readonly behaviour?: CopyBehaviour;
}

/** Which of several plausible behaviours the cluster has, where no source says what the real one does. */
export interface CopyBehaviour {
  /** A number with a fraction (`796.0`) for an integer column: error 1207, or cut off. Default: `refuse`. */
  readonly fractionsForIntegers?: 'refuse' | 'truncate';
  /** Zero-byte objects whose key ends in `/` below a prefix: read like others, or passed over. Default: `read`. */
  readonly folderPlaceholders?: 'read' | 'skip';
}

/** A table that a COPY can load. */
export interface TableShape {
  readonly schema: string;
  readonly table: string;
  readonly oid: number;
  readonly columns: readonly ColumnShape[];
}

export interface ColumnShape {
  /** Lower case. */
  readonly name: string;
  /** As load views show it: `varchar`, `char`, `int2`, `int4`, `int8`, `numeric`, `float4`, `float8`, `bool`, `date`, `timestamp`, `timestamptz`, `super`. */
  readonly type: string;
  /** Bytes of a VARCHAR or CHAR. */
  readonly length: number | undefined;
  /** Digits in all, and behind the point, of a NUMERIC. */
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  readonly notNull: boolean;
  /** Expression for a column that the COPY leaves out; undefined: NULL. */
  readonly default: string | undefined;
  readonly identity: boolean;
}

export interface ClusterS3 {
  /** URL of an S3 server; undefined: AWS. */
  readonly endpoint: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /**
   * Keys that a COPY with ACCESS_KEY_ID or CREDENTIALS may name; undefined: the pair above. A COPY with others is
   * refused as S3 would: `The AWS Access Key Id you provided does not exist in our records.`
   */
  readonly copyKeys?: readonly { readonly accessKeyId: string; readonly secretAccessKey: string }[];
  /** Regions of buckets, which the test server knows nothing of; a bucket that is not here is where the cluster is. */
  readonly bucketRegions?: Readonly<Record<string, string>>;
}

export interface ClusterRoles {
  /** ARNs attached to the cluster. */
  readonly attached: readonly string[];
  /** ARN behind `IAM_ROLE default`; undefined: none is set. */
  readonly default: string | undefined;
}
