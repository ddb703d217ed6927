/** The type of a staging column; each warehouse has its own name for it. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'double';

export interface DatasetColumn {
  /** Column of the staging table: the source's name in lower case, which is what Redshift's 'auto ignorecase' fills. */
  readonly name: string;
  /** Key in the JSON object, as the source spells it. */
  readonly key: string;
  readonly type: ColumnType;
  /** A record without it (missing, null, or an empty string) is rejected. */
  readonly required?: true;
  /** The column is a moment in milliseconds since 1970 UTC: only years 1970 to 9999 are accepted. */
  readonly epochMillis?: true;
}

/** One kind of input: the JSON objects of the event logs, or those of the song catalogue. */
export interface Dataset {
  readonly name: 'events' | 'songs';
  readonly table: 'staging_events' | 'staging_songs';
  readonly columns: readonly DatasetColumn[];
}

/** Bytes of UTF-8 that a text column holds: names of 255 characters take up to 1,020 bytes. */
export const MAX_TEXT_BYTES = 1024;

/** Bytes of one JSON object, braces included: Redshift's COPY refuses larger ones (error 1216). */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** What a record becomes: one value for each column of its dataset, in the dataset's order. */
export type RowValue = string | number | null;
export type Row = readonly RowValue[];

/**
 * Takes the values of a record, one for each column of its dataset in the dataset's order, and makes something of them:
 * a `Row`, or bytes that an engine takes. A record that turns out to be a reject is not finished: the next begins anew.
 */
export interface RowMaker<R> {
  begin(): void;
  null(): void;
  /** A finite number; an integer where the column is one. */
  number(value: number): void;
  /** Text, as UTF-8 in `bytes[start, end)`, which is only good until the call returns. Never longer than MAX_TEXT_BYTES, never with NUL. */
  text(bytes: Buffer, start: number, end: number): void;
  finish(): R;
}

/** A record that is not loaded, and why. */
export interface Reject {
  readonly table: Dataset['table'];
  /** URI of the file or object the record came from. */
  readonly file: string;
  /** Line of the offending value or, where the record is not JSON, of the offending character; the first line is 1. */
  readonly line: number;
  /** Staging column; null when the record as a whole is at fault. */
  readonly column: string | null;
  /** The offending value or piece of text as it stands in the file, shortened. */
  readonly value: string | null;
  readonly reason: string;
}
