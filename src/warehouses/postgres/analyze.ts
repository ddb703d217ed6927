import type { SqlCatalog } from '../../core/statement.ts';
import type { Session } from '../../core/warehouse.ts';

/**
 * Counts anew what the planner knows of tables, in the transaction that changed them: what follows in it is planned right.
 * There is one statement for each table that may be asked for; any other is a mistake of ours.
 */
export async function analyzeTables(session: Session, catalog: SqlCatalog, tables: readonly string[]): Promise<void> {
  await Promise.all(tables.map((table) => session.run(catalog.statement(`analyze/${table}`))));
}
