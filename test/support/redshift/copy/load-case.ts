import { ROLE } from './test-context.ts';
import type { CopyContext, CopyOutcome } from './types.ts';
import type { CopyBench, FailedCopy } from './use-copy.ts';

/** A COPY of one file of the bucket `b` into table `t`, which is made if it is not there. */
export interface LoadCase {
  /** Columns of the table. */
  readonly table: string;
  readonly data: string | Uint8Array;
  readonly list?: string;
  /** Default: JSON 'auto ignorecase'. */
  readonly clauses?: string;
  /** A JSONPaths file. */
  readonly paths?: string;
  readonly changes?: Partial<CopyContext>;
}

export interface Loaded extends CopyOutcome {
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs a COPY; gives the rows of the table too. */
export async function load(bench: CopyBench, one: LoadCase): Promise<Loaded> {
  const { table, data, list = '', clauses = '', paths, changes } = one;
  await bench.database.query(`create table if not exists t (${table})`);
  await bench.s3().put('b', 'data.json', data);
  if (paths !== undefined) await bench.s3().put('b', 'paths', paths);
  const json = clauses.includes('json') ? '' : `json ${paths === undefined ? "'auto ignorecase'" : "'s3://b/paths'"}`;
  const sql = `copy t ${list} from 's3://b/data.json' iam_role '${ROLE}' ${json} ${clauses}`;
  const outcome = await bench.session().copy(sql, changes);
  const rows = await bench.database.query('select * from t');
  return { ...outcome, rows: rows.map((row) => Object.values(row)) };
}

/** The error of a COPY that fails, and what it left in the log. */
export async function fail(
  bench: CopyBench,
  one: LoadCase,
): Promise<{ readonly error: FailedCopy; readonly log: readonly Record<string, unknown>[] }> {
  const error = await bench.failure(load(bench, one));
  return { error, log: await bench.database.query('select * from redshift.load_errors order by line_number') };
}
