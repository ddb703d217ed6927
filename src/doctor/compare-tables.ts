/** A column as the catalogue of an engine knows it. */
export interface Column {
  /** In the engine's words, with its length. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}

/** Tables by name, their columns by name. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Column>>;

export interface Differences {
  /** What a run would fail on, a line each. */
  readonly wrong: readonly string[];
  /** Columns that nobody asked for, and that are not in the way. */
  readonly extra: readonly string[];
}

/** Compares the tables that are there with those that are wanted; what is missing as a whole is not told. */
export function compareTables(there: Tables, wanted: Tables): Differences {
  const wrong: string[] = [];
  const extra: string[] = [];
  for (const [table, columns] of wanted) {
    const found = there.get(table);
    if (found === undefined) continue;
    for (const [name, column] of columns) wrong.push(...differencesOf(`${table}.${name}`, found.get(name), column));
    for (const [name, column] of found) {
      if (columns.has(name)) continue;
      if (column.isRequired && !column.hasDefault) {
        wrong.push(`${table}.${name}: not ours, and no row can be added without a value for it`);
      } else extra.push(`${table}.${name} ${column.type}`);
    }
  }
  return { wrong, extra };
}

function differencesOf(name: string, found: Column | undefined, wanted: Column): string[] {
  if (found === undefined) return [`${name}: missing, expected ${wanted.type}`];
  if (found.type !== wanted.type) return [`${name}: ${found.type}, expected ${wanted.type}`];
  if (found.isRequired && !wanted.isRequired) return [`${name}: not null, but there are rows without a value for it`];
  return [];
}
