import type { SqlCatalog } from '../../core/statement.ts';
import type { Access, Warehouse } from '../../core/warehouse.ts';
import { type Database, openDatabase } from './database.ts';
import type { OpenSpool } from './spool.ts';
import { stageFiles } from './stage.ts';

/** The embedded engine: a DuckDB file, made if it is not there and may be. */
export async function openDuckDb(path: string, catalog: SqlCatalog, access: Access = 'create'): Promise<Warehouse> {
  return duckDbOn(await openDatabase(path, access), catalog);
}

/** The warehouse in a database, whether it is there or only on paper. */
export function duckDbOn(database: Database, catalog: SqlCatalog, openSpool?: OpenSpool): Warehouse {
  return {
    dialect: 'duckdb',
    location: `duckdb:${database.path}`,
    mended: database.mended,
    transaction: database.transaction,
    record: database.record,
    stage: (load, signal) => stageFiles(database, catalog, load, signal, openSpool),
    // A file that another process writes to cannot even be opened.
    requireFree: async () => {},
    // Its planner keeps its own statistics as rows come and go.
    analyze: async () => {},
    close: () => database.close(),
  };
}
