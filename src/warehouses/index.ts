import type { Dialect, SqlCatalog } from '../core/statement.ts';
import type { Access, Warehouse } from '../core/warehouse.ts';

/** Where a star schema is kept. */
export interface WarehouseTarget {
  readonly dialect: Dialect;
  /** File of the embedded engine. */
  readonly path: string;
  readonly access: Access;
}

/** Opens a warehouse; its driver is loaded only now. Add an engine here. */
export async function openWarehouse(
  { dialect, path, access }: WarehouseTarget,
  catalog: SqlCatalog,
): Promise<Warehouse> {
  switch (dialect) {
    case 'duckdb':
      return (await import('./duckdb/index.ts')).openDuckDb(path, catalog, access);
    case 'postgres':
    case 'redshift':
      throw new Error(`${dialect} is refused by the configuration`);
  }
}
