import type { ColumnShape, TableShape } from '../copy/types.ts';
import { quoteName, readName } from '../rewrite/statement.ts';
import { tokenize } from '../rewrite/tokens.ts';
import type { Backend } from './backend.ts';

const COLUMNS = `
  select n.nspname as schema, c.relname as table, c.oid::bigint::text as oid, a.attname as name, t.typname as type,
    a.atttypmod as modifier, a.attnotnull as not_null, a.attidentity <> '' as identity,
    pg_get_expr(d.adbin, d.adrelid) as default_value
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.oid = to_regclass($1)
  order by a.attnum`;

const TYPE_NAMES: Readonly<Record<string, string>> = { bpchar: 'char', jsonb: 'super' };

interface Row {
  readonly schema: string;
  readonly table: string;
  readonly oid: string;
  readonly name: string;
  readonly type: string;
  readonly modifier: number;
  readonly not_null: boolean;
  readonly identity: boolean;
  readonly default_value: string | null;
}

/** The columns of a table, as a COPY must know them. Undefined: there is none of this name. */
export async function readShape(table: string, backend: Backend): Promise<TableShape | undefined> {
  const name = readName(tokenize(table), 0)?.name;
  if (name === undefined) return undefined;
  const rows = (await backend.query(COLUMNS, [quoteName(name)])).rows as unknown as Row[];
  const [first] = rows;
  if (first === undefined) return undefined;
  return { schema: first.schema, table: first.table, oid: Number(first.oid), columns: rows.map(columnOf) };
}

function columnOf(row: Row): ColumnShape {
  const isText = row.type === 'varchar' || row.type === 'bpchar';
  const isNumeric = row.type === 'numeric' && row.modifier >= 4;
  return {
    name: row.name,
    type: TYPE_NAMES[row.type] ?? row.type,
    length: isText && row.modifier >= 4 ? row.modifier - 4 : undefined,
    precision: isNumeric ? (row.modifier - 4) >> 16 : undefined,
    scale: isNumeric ? (row.modifier - 4) & 0x7ff : undefined,
    notNull: row.not_null,
    default: row.default_value ?? undefined,
    identity: row.identity,
  };
}
