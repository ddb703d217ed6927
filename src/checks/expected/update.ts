import { writeFile } from 'node:fs/promises';
import { EtlError, messageOf } from '../../core/errors.ts';
import type { ResultTable } from '../../core/warehouse.ts';
import { toCsv } from '../../reporters/results/csv.ts';
import { compareResult } from './compare.ts';
import type { ExpectedQuery } from './queries.ts';

/**
 * Writes what a query gave as what is expected of it from now on. A file that says the same already, within the tolerance, is
 * left as it is, so that noise in the last digits makes no change to commit. Resolves to whether it was written.
 * @throws EtlError 'checkBroken' if the file cannot be written
 */
export async function updateExpected(query: ExpectedQuery, actual: ResultTable): Promise<boolean> {
  const { expected, expectedPath, comparison } = query;
  if (expected !== undefined && compareResult(actual, expected, comparison).count === 0) return false;
  try {
    await writeFile(expectedPath, toExpectedCsv(actual, comparison.isOrdered));
    return true;
  } catch (cause) {
    throw new EtlError('checkBroken', `${expectedPath} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** A result as CSV. Rows without an order are sorted, so that a file that is written again shows what changed and no more. */
export function toExpectedCsv(actual: ResultTable, isOrdered: boolean): string {
  const { columns, rows } = actual;
  return toCsv({ columns, rows: isOrdered ? rows : rows.toSorted((a, b) => compareRows(a, b, columns)) });
}

type Row = ResultTable['rows'][number];

/** Null first; numbers by size, all else by characters, which every machine does alike. */
function compareRows(a: Row, b: Row, columns: ResultTable['columns']): number {
  for (const [index, { kind }] of columns.entries()) {
    const [cell, other] = [a[index] ?? null, b[index] ?? null];
    if (cell === other) continue;
    if (cell === null || other === null) return cell === null ? -1 : 1;
    const order = kind === 'number' ? Number(cell) - Number(other) : 0;
    return order || (cell < other ? -1 : 1);
  }
  return 0;
}
