/** The engines a statement can be compiled for. */
export const DIALECTS = ['duckdb', 'postgres', 'redshift'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** One SQL statement, ready for an engine. */
export interface Statement {
  /** Its file below src/sql without the ending, for messages: `load-fact/insert-songplays`. */
  readonly name: string;
  readonly sql: string;
  /** Values for `$1`, `$2`, … */
  readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | null;

/** What a placeholder stands for: a list becomes `a, b, c`; rows of values become tuples. */
export type SqlParameters = Readonly<Record<string, SqlValue | readonly string[] | readonly (readonly SqlValue[])[]>>;

/** The SQL of the tool, by name: files below src/sql compiled for one dialect. */
export interface SqlCatalog {
  readonly dialect: Dialect;
  /** Fails on an unknown statement, a missing or unused parameter, or a literal that is not plain. */
  statement(name: string, parameters?: SqlParameters): Statement;
  /** The statements that this dialect has whose names begin with a prefix, sorted. */
  names(prefix: string): readonly string[];
}
