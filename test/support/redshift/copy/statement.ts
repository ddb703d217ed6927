/** A COPY from S3, as it was written, options checked for sense but nothing looked up. */
export interface CopyStatement {
  readonly schema: string | undefined;
  readonly table: string;
  /** Undefined: all columns of the table. */
  readonly columns: readonly string[] | undefined;
  /** `s3://bucket/prefix`, or the manifest. */
  readonly source: S3Uri;
  readonly authorization: Authorization;
  readonly json: JsonMode;
  readonly options: CopyOptions;
}

export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

export type Authorization =
  | { readonly kind: 'default-role' }
  /** Each role is assumed by the one before, the first by the cluster. */
  | { readonly kind: 'roles'; readonly chain: readonly string[] }
  | { readonly kind: 'keys'; readonly id: string; readonly secret: string; readonly token: string | undefined };

export type JsonMode =
  | { readonly kind: 'auto'; readonly ignoreCase: boolean }
  | { readonly kind: 'paths'; readonly file: S3Uri };

export interface CopyOptions {
  readonly manifest: boolean;
  readonly region: string | undefined;
  readonly gzip: boolean;
  /** The load fails when there are as many errors. At least 1; Infinity for IGNOREALLERRORS. */
  readonly failsAtErrors: number;
  readonly noLoad: boolean;
  /** 'auto', 'epochsecs', 'epochmillisecs', or a template. */
  readonly timeFormat: string;
  /** 'auto' or a template. */
  readonly dateFormat: string;
  /** Stands for each byte that is no UTF-8; undefined: such bytes are errors. */
  readonly invalidCharacter: string | undefined;
  readonly acceptAnyDate: boolean;
  readonly blanksAsNull: boolean;
  readonly emptyAsNull: boolean;
  readonly truncateColumns: boolean;
  readonly trimBlanks: boolean;
  readonly roundDecimals: boolean;
  readonly explicitIds: boolean;
}
