import { EtlError } from '../core/errors.ts';
import type { SqlCatalog } from '../core/statement.ts';
import type { Session, Warehouse } from '../core/warehouse.ts';
import { openCatalog } from '../sql/catalog.ts';
import { type Column, compareTables, type Tables } from './compare-tables.ts';
import { attempt, type Finding, ok, problem, warning } from './finding.ts';
import { undone } from './undone.ts';

const CREATE = 'create-tables/';
const TRIAL_PREFIX = 'etl_doctor_';

/** The names of all tables that a dialect has. */
export function tablesOf(catalog: SqlCatalog): readonly string[] {
  return catalog.names(CREATE).flatMap((name) => {
    const table = name.slice(CREATE.length);
    // Below it are the indexes.
    return table.includes('/') ? [] : [table];
  });
}

/** Compares each table there is with what this version would make. */
export function examineTables(warehouse: Warehouse, signal: AbortSignal): Promise<Finding> {
  const catalog = openCatalog(warehouse.dialect);
  return attempt('table-shapes', signal, async () => {
    const there = await warehouse.transaction((session) => readColumns(session, catalog, 'columns'), signal);
    const names = tablesOf(catalog);
    const missing = names.filter((name) => !there.has(name));
    if (missing.length === names.length) return ok('table-shapes', 'there are no tables yet: run-all makes them');
    const wanted = await freshTables(warehouse, catalog, signal);
    const { wrong, narrow, extra } = compareTables(there, wanted);
    const count = `${names.length - missing.length} of ${names.length} tables are there`;
    if (wrong.length > 0) return problem('table-shapes', misshapen(wrong));
    if (narrow.length > 0) {
      const found = `${count}, some with columns too narrow for the longest texts there may be: a run that meets one fails`;
      return warning('table-shapes', found, 'widen them: alter table NAME alter column NAME type …', [
        ...narrow,
        ...extra,
      ]);
    }
    if (extra.length > 0) {
      return warning(
        'table-shapes',
        `${count}, some with more columns than they need`,
        'leave them, or drop them',
        extra,
      );
    }
    const later = missing.length === 0 ? [] : [`made by the next run-all: ${missing.join(', ')}`];
    return ok('table-shapes', `${count}, each as this version makes it`, later);
  });
}

function misshapen(details: readonly string[]): EtlError {
  return new EtlError('warehouse', 'tables are not as this version makes them', {
    details,
    hint: 'drop them and load again (run-all --all), or name another schema or file in WAREHOUSE_URL (--warehouse)',
  });
}

/** The tables as they would be made now: temporary ones where the tables are, or in an engine of its own. */
async function freshTables(warehouse: Warehouse, catalog: SqlCatalog, signal: AbortSignal): Promise<Tables> {
  const make = async (session: Session) => {
    for (const table of tablesOf(catalog)) {
      const { name, sql, values } = catalog.statement(`${CREATE}${table}`);
      await session.run({ name, values, sql: sql.replace(HEAD, `create temp table ${TRIAL_PREFIX}$1`) });
    }
    return readColumns(session, catalog, 'trial-columns');
  };
  if (catalog.dialect !== 'duckdb') return undone(warehouse, make, signal);
  // The file is open only for reading.
  const { openDuckDb } = await import('../warehouses/duckdb/index.ts');
  const engine = await openDuckDb(':memory:', catalog);
  return undone(engine, make, signal).finally(() => engine.close());
}

const HEAD = /^create table if not exists (\w+)/;

async function readColumns(session: Session, catalog: SqlCatalog, query: string): Promise<Tables> {
  const tables = new Map<string, Map<string, Column>>();
  for (const row of await session.query(catalog.statement(`doctor/${query}`))) {
    const table = String(row.table_name).replace(new RegExp(`^${TRIAL_PREFIX}`), '');
    const columns = tables.get(table) ?? new Map<string, Column>();
    tables.set(table, columns);
    const { data_type, length } = row;
    columns.set(String(row.column_name), {
      type: length === null ? String(data_type) : `${String(data_type)}(${String(length)})`,
      isRequired: row.is_nullable === 'NO',
      hasDefault: row.column_default !== null,
    });
  }
  return tables;
}
