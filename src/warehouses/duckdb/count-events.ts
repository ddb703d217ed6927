import { EtlError } from '../../core/errors.ts';
import type { StagedFile } from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session } from '../../core/warehouse.ts';

/** How many events of each of these days are staged; a day without any is not there. */
export async function countEvents(
  session: Session,
  catalog: SqlCatalog,
  days: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query(catalog.statement('stage/count-events', { days }));
  return new Map(rows.map(({ day, row_count }) => [String(day), Number(row_count)]));
}

/** What the table has of each day must be what its files gave. @throws EtlError 'warehouse' that names the first that is not */
export async function requireEvents(
  session: Session,
  catalog: SqlCatalog,
  days: readonly string[],
  files: readonly StagedFile[],
): Promise<void> {
  const there = await countEvents(session, catalog, days);
  const given = new Map<string, number>();
  for (const { file, rows } of files) {
    if (file.day !== undefined) given.set(file.day, (given.get(file.day) ?? 0) + rows);
  }
  for (const day of new Set([...days, ...given.keys()])) {
    const [count, expected] = [there.get(day) ?? 0, given.get(day) ?? 0];
    if (count === expected) continue;
    throw new EtlError(
      'warehouse',
      `staging_events, ${day}: ${expected} rows were inserted, and ${count} are there; nothing was loaded`,
      { hint: 'run again; if it stays so, report it with these numbers' },
    );
  }
}
