import type { SqlCatalog } from '../../core/statement.ts';
import type { Access, Warehouse } from '../../core/warehouse.ts';
import { openDatabase } from './database.ts';
import { stageFiles } from './stage.ts';

/** The embedded engine: a DuckDB file, made if it is not there and may be. */
export async function openDuckDb(path: string, catalog: SqlCatalog, access: Access = 'create'): Promise<Warehouse> {
  const database = await openDatabase(path, access);
  return {
    dialect: 'duckdb',
    location: `duckdb:${path}`,
    transaction: database.transaction,
    record: database.record,
    stage: (load, signal) => stageFiles(database, catalog, load, signal),
    // A file that another process writes to cannot even be opened.
    requireFree: async () => {},
    // Its planner keeps its own statistics as rows come and go.
    analyze: async () => {},
    close: async () => database.close(),
  };
}
