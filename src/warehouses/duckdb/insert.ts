import { MAX_RECORD_BYTES, MAX_TEXT_BYTES } from '../../core/dataset.ts';
import type { SqlCatalog, Statement } from '../../core/statement.ts';
import type { Session, StageLoad } from '../../core/warehouse.ts';
import type { Database } from './database.ts';
import { isAboutContent, RefusedError } from './errors.ts';
import { type Part, withRows } from './part.ts';

/** Who vouches for the content of a part: nobody yet, or the exact reader, which has written it. */
export type Trust = 'checked here' | 'rewritten';

/** Makes what the inserts of a dataset rely on, in the session's own temporary schema. */
export async function prepareInserts(session: Session, catalog: SqlCatalog, { dataset }: StageLoad): Promise<void> {
  const names = [
    'create-is-odd',
    'create-is-lax',
    'create-ends-in-comma',
    ...(dataset.name === 'songs' ? ['create-incoming-songs'] : []),
  ];
  for (const name of names) await session.run(catalog.statement(`stage/${name}`));
}

/**
 * Loads parts with DuckDB's own reader; resolves to the number of rows. Throws a RefusedError if the content is not
 * plainly right: the transaction is lost then.
 * @param onShare told now and then which share of the work, 0 to 1, is done
 */
export async function insertParts(
  session: Session,
  catalog: SqlCatalog,
  load: StageLoad,
  parts: readonly Part[],
  trust: Trust,
  onShare?: (share: number) => void,
): Promise<number> {
  if (parts.length === 0) return 0;
  try {
    return await session.run(insertStatement(catalog, load, parts, trust), onShare);
  } catch (error) {
    if (trust === 'checked here' && isAboutContent(error)) throw new RefusedError('refused', { cause: error });
    throw error;
  }
}

/**
 * Tries whether DuckDB's own reader takes a part, in a transaction of its own, which is always undone. Resolves to the
 * part with the rows of its file counted, or to undefined if it is refused.
 */
export async function tryPart(
  database: Database,
  catalog: SqlCatalog,
  load: StageLoad,
  part: Part,
  signal: AbortSignal,
): Promise<Part | undefined> {
  if (!load.reader.standardKeys) return undefined;
  const undo = new Error('only tried');
  let rows = 0;
  try {
    return await database.transaction(async (session) => {
      await prepareInserts(session, catalog, load);
      rows = await insertParts(session, catalog, load, [part], 'checked here');
      throw undo;
    }, signal);
  } catch (error) {
    if (error === undo) return withRows(part, rows);
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

function insertStatement(catalog: SqlCatalog, { dataset }: StageLoad, parts: readonly Part[], trust: Trust): Statement {
  return catalog.statement(dataset.name === 'events' ? 'stage/insert-events' : 'stage/insert-incoming-songs', {
    paths: parts.map(({ path }) => path),
    trusted: trust === 'rewritten' ? 'yes' : 'no',
    max_record_bytes: MAX_RECORD_BYTES,
    max_text_bytes: MAX_TEXT_BYTES,
  });
}
