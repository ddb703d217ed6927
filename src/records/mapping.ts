import type { Dataset } from '../core/dataset.ts';

/** Where a value stands in an object: the key of a member, then keys of objects and indexes of arrays further down. */
export type Path = readonly [string, ...(string | number)[]];

/** Which value of a record fills which column. */
export interface Mapping {
  /** One path for each column of the dataset, in its order. */
  readonly paths: readonly Path[];
  /** A key that differs in the case of ASCII letters serves where none has the exact spelling. */
  readonly ignoreCase: boolean;
}

/** The mapping without a JSONPaths file: every column under its own key, as Redshift's 'auto ignorecase' finds it. */
export function ownKeys(dataset: Dataset): Mapping {
  return { paths: dataset.columns.map(({ key }): Path => [key]), ignoreCase: true };
}

/** The top-level key that fills each column, in the columns' order; undefined if a value lies deeper. */
export function topLevelKeys({ paths }: Mapping): readonly string[] | undefined {
  return paths.every((path) => path.length === 1) ? paths.map(([key]) => key) : undefined;
}
