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
  /** Columns of text that hold less than they may have to: a run fails only on a value that is too long. */
  readonly narrow: readonly string[];
  /** Columns that nobody asked for, and that are not in the way. */
  readonly extra: readonly string[];
}

/** Compares the tables that are there with those that are wanted; what is missing as a whole is not told. */
export function compareTables(there: Tables, wanted: Tables): Differences {
  const wrong: string[] = [];
  const narrow: string[] = [];
  const extra: string[] = [];
  for (const [table, columns] of wanted) {
    const found = there.get(table);
    if (found === undefined) continue;
    for (const [name, column] of columns) {
      const { type } = found.get(name) ?? column;
      const [has, wants] = [textLength(type), textLength(column.type)];
      const isText = has !== undefined && wants !== undefined;
      if (isText && has < wants) narrow.push(`${table}.${name}: ${type}, expected ${column.type}`);
      wrong.push(...differencesOf(`${table}.${name}`, found.get(name), isText ? { ...column, type } : column));
    }
    for (const [name, column] of found) {
      if (columns.has(name)) continue;
      if (column.isRequired && !column.hasDefault) {
        wrong.push(`${table}.${name}: not ours, and no row can be added without a value for it`);
      } else extra.push(`${table}.${name} ${column.type}`);
    }
  }
  return { wrong, narrow, extra };
}

/** How long a text may be in a column; undefined for another type. */
function textLength(type: string): number | undefined {
  const [, kind, length] = /^(text|character varying)(?:\((\d+)\))?$/.exec(type) ?? [];
  if (kind === undefined) return undefined;
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

function differencesOf(name: string, found: Column | undefined, wanted: Column): string[] {
  if (found === undefined) return [`${name}: missing, expected ${wanted.type}`];
  if (found.type !== wanted.type) return [`${name}: ${found.type}, expected ${wanted.type}`];
  if (found.isRequired && !wanted.isRequired) return [`${name}: not null, but there are rows without a value for it`];
  return [];
}
