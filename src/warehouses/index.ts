import type { SqlCatalog } from '../core/statement.ts';
import type { Access, Warehouse } from '../core/warehouse.ts';
import type { Rehearsal } from './rehearsal/index.ts';
import type { Surroundings, WarehouseTarget } from './target.ts';

/** Opens a warehouse; its driver is loaded only now. Add an engine here. */
export async function openWarehouse(
  target: WarehouseTarget,
  catalog: SqlCatalog,
  access: Access,
  surroundings: Surroundings,
): Promise<Warehouse> {
  switch (target.dialect) {
    case 'duckdb':
      return (await import('./duckdb/index.ts')).openDuckDb(target.path, catalog, access);
    case 'postgres':
      return (await import('./postgres/index.ts')).openPostgres(target, catalog, access, surroundings);
    case 'redshift':
      return (await import('./redshift/index.ts')).openRedshift(target, catalog, access, surroundings);
  }
}

/** Opens a warehouse that is only played: it is sent nothing. */
export async function openRehearsal(
  target: WarehouseTarget,
  catalog: SqlCatalog,
  surroundings: Surroundings,
  rehearsal: Rehearsal,
): Promise<Warehouse> {
  return (await import('./rehearsal/index.ts')).rehearse(target, catalog, surroundings, rehearsal);
}

export type { Rehearsal } from './rehearsal/index.ts';
export { Transcript, type TranscriptPart } from './rehearsal/transcript.ts';
