import { RedshiftError } from '../error.ts';
import { copyError } from './errors.ts';
import type { CopyStatement } from './statement.ts';
import type { ColumnShape, CopyContext, TableShape } from './types.ts';

/** The table and, in the order of the statement, the columns that are loaded. */
export interface Target {
  readonly table: TableShape;
  readonly columns: readonly ColumnShape[];
  /** COPY of PostgreSQL that takes the rows. */
  readonly copyIn: string;
}

/** @throws RedshiftError if there is no such table or column, or one that needs a value is left out */
export async function findTarget(context: CopyContext, statement: CopyStatement): Promise<Target> {
  const name = statement.schema === undefined ? statement.table : `${statement.schema}.${statement.table}`;
  const table = await context.columns(name);
  if (table === undefined) throw copyError(`Cannot COPY into nonexistent table ${statement.table}`);
  const columns = chooseColumns(table, statement);
  const list = columns.map(({ name }) => quoteName(name)).join(', ');
  return { table, columns, copyIn: `copy ${quoteName(table.schema)}.${quoteName(table.table)} (${list}) from stdin` };
}

function chooseColumns(table: TableShape, { columns, options }: CopyStatement): readonly ColumnShape[] {
  if (columns === undefined) return table.columns.filter(({ identity }) => !identity || options.explicitIds);
  const chosen = columns.map((name) => findColumn(table, name));
  const identity = chosen.find((column) => column.identity);
  if (identity !== undefined && !options.explicitIds) {
    throw copyError(`cannot set an identity column to a value: ${identity.name}, without EXPLICIT_IDS`);
  }
  const doubled = columns.find((name, index) => columns.indexOf(name) !== index);
  if (doubled !== undefined) throw new RedshiftError(`column "${doubled}" specified more than once`, { code: '42701' });
  const isLeftOut = (column: ColumnShape) => !chosen.includes(column);
  if (table.columns.some((column) => isLeftOut(column) && mustBeGiven(column))) {
    throw copyError('NOT NULL column without DEFAULT must be included in column list');
  }
  return chosen;
}

function findColumn({ table, columns }: TableShape, name: string): ColumnShape {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new RedshiftError(`column "${name}" of relation "${table}" does not exist`, { code: '42703' });
}

function mustBeGiven(column: ColumnShape): boolean {
  return column.notNull && column.default === undefined && !column.identity;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
