import type { Dataset, Row } from '../core/dataset.ts';

/**
 * Makes the encoder of a dataset's rows as lines of JSON (without the line's end): every key in the dataset's own
 * spelling and order, null for NULL, numbers in their shortest exact form. What `readRecords` accepted reads back as the same row.
 */
export function canonicalEncoder(dataset: Dataset): (row: Row) => string {
  const keys = dataset.columns.map(({ key }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
  return (row) => {
    let line = '';
    for (const [index, key] of keys.entries()) line += key + JSON.stringify(row[index] ?? null);
    return `${line}}`;
  };
}
