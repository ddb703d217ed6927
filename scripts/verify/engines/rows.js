/** Rows with each value as text, or null. */
export function toTexts(rows) {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])),
  );
}

/** Rows as sorted lines of JSON: two tables hold the same, wherever the files were, if and only if their lines are equal. */
export function toLines(rows) {
  return rows.map(({ file_name: _, ...row }) => JSON.stringify(row)).sort();
}
