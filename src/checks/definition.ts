import type { ResultTable } from '../core/warehouse.ts';

/** `error` blocks: in `run-all` nothing is published. `warn` reports. */
export type Severity = 'error' | 'warn';

/** A number of offending rows, or a share (0 to 1) of the rows that were examined, from which on something happens. */
export interface Threshold {
  readonly operator: '>' | '>=';
  readonly unit: 'count' | 'share';
  readonly limit: number;
}

/** What is demanded of the data, as a file or a list entry declares it. */
export interface CheckDefinition {
  /** Lower-case letters, digits and _; also the name of its task. */
  readonly name: string;
  /** What holds if it passes, as one sentence. */
  readonly title: string;
  readonly severity: Severity;
  /** `days`: looks at the days from the first to the last of those chosen; `all`: at whole tables. */
  readonly scope: 'days' | 'all';
  /** The tables that it reads; the rows of the first are those that are examined. */
  readonly tables: readonly string[];
  /**
   * What an offending row stands for, where it is not a row of the first table: `day`. `summary`: there is one such row, and what
   * it says is told instead of a number.
   */
  readonly unit: string | undefined;
  /** `check`: only the subcommand check runs it; `always`: the publishing transaction too. */
  readonly when: 'always' | 'check';
  readonly warnIf: Threshold | undefined;
  readonly errorIf: Threshold | undefined;
  /** The setting without which it is left out, by its environment variable. */
  readonly setting: string | undefined;
  /** The file that declares it, for messages. */
  readonly origin: string;
  readonly demand: Demand;
}

/** How it is found out whether a check passes. */
type Demand = RowsDemand | ValueDemand | ResultDemand;

/** A SELECT of offending rows: none, it passes. */
export interface RowsDemand {
  readonly kind: 'rows';
  /** For the engine's dialect, fragments put in; may hold the parameters :'first_day' and :'last_day', and those of settings. */
  readonly text: string;
}

/** A query of one value, and what is expected of it. */
export interface ValueDemand {
  readonly kind: 'value';
  readonly text: string;
  readonly expectation: ValueExpectation;
}

/** Numbers are compared as numbers, all else as text; null meets no expectation. */
export type ValueExpectation =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>='; readonly value: string }
  /** Both bounds are included. */
  | { readonly operator: 'between'; readonly least: string; readonly most: string };

/** A query, and something that compares what it gave with what is expected of it. */
export interface ResultDemand {
  readonly kind: 'result';
  readonly text: string;
  /** Finds the differences between what the query gave and what is expected. */
  readonly compare: (actual: ResultTable) => ResultDifference;
}

/** How the result of a query differs from the expected one. */
export interface ResultDifference {
  /** Rows (or columns) that differ; 0: none. */
  readonly count: number;
  /** Rows of the expected result. */
  readonly expected: number;
  /** A small diff: lines that begin with `-` (expected), `+` (found) or a blank. */
  readonly lines: readonly string[];
}
