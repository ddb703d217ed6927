import { EtlError } from '../../core/errors.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session } from '../../core/warehouse.ts';

/**
 * How many events of each day were loaded. One statement loads many files and counts them all at once, so that the days are
 * counted in the table, and together must be what the statements told.
 * @param inserted what the statements told
 */
export async function countEvents(
  session: Session,
  catalog: SqlCatalog,
  days: readonly string[],
  inserted: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query(catalog.statement('stage/count-events', { days }));
  const rowsOf = new Map(rows.map(({ day, row_count }) => [String(day), Number(row_count)]));
  const counted = [...rowsOf.values()].reduce((sum, each) => sum + each, 0);
  if (counted === inserted) return rowsOf;
  throw new EtlError(
    'warehouse',
    `staging_events: ${inserted} rows were inserted, and ${counted} are there; nothing was loaded`,
    { hint: 'run again; if it stays so, report it with these numbers' },
  );
}
