import { RedshiftError } from '../error.ts';
import type { CreateTable } from '../rewrite/create-table.ts';
import { type QualifiedName, quoteName } from '../rewrite/statement.ts';
import type { Session } from './session.ts';

/** Where no schema of the search path exists, PostgreSQL would create into that of the stand-in itself. */
export async function refuseMissingSchema({ schema }: QualifiedName, { backend }: Session): Promise<void> {
  if (schema !== undefined) return;
  const { rows } = await backend.run('select pg_catalog.current_schema()');
  if (rows[0]?.[0] !== 'redshift') return;
  throw new RedshiftError('no schema has been selected to create in', { code: '3F000' });
}

/** Keeps distribution, sorting, encodings and keys of a table that was just created; one that was there keeps its own. */
export async function recordTable(table: CreateTable, { backend }: Session): Promise<void> {
  const name = quoteName(table.name);
  const { diststyle, distColumn, sortColumns, backup } = table.attributes;
  const like = table.like === undefined ? undefined : quoteName(table.like);
  const inserted = await backend.query(
    like === undefined
      ? `insert into redshift.table_attributes values ($1::regclass, $2, $3, $4, $5, $6) on conflict do nothing returning 1`
      : `insert into redshift.table_attributes
         select $1::regclass, diststyle, sort_columns, dist_column, encodings, backup
         from redshift.table_attributes where table_id = $2::regclass on conflict do nothing returning 1`,
    like === undefined
      ? [name, diststyle, sortColumns, distColumn ?? null, JSON.stringify(table.encodings), backup]
      : [name, like],
  );
  if (inserted.rows.length === 0) return;
  for (const { kind, columns } of table.keys) {
    await backend.query('insert into redshift.declared_keys values ($1::regclass, $2, $3)', [name, kind, columns]);
  }
}
