/** The same rows in the same order, at most so many at a time: engines bind only so many values in one statement. None of no rows. */
export function inBatches<Row>(rows: readonly Row[], size: number): Row[][] {
  const batches: Row[][] = [];
  for (let start = 0; start < rows.length; start += size) batches.push(rows.slice(start, start + size));
  return batches;
}
