import type { Statement } from './core/statement.ts';
import type { ResultTable, Session, Warehouse } from './core/warehouse.ts';
import { requireTables } from './preconditions.ts';
import { openCatalog } from './sql/catalog.ts';

/**
 * Runs a query in a transaction that is rolled back, so that nothing it may do stays. Where the warehouse was opened for
 * reading, DuckDB and PostgreSQL refuse to write at all.
 * @throws EtlError 'missingStep' if the tool's tables are not there; whatever the engine says of the query
 */
export async function runQuery(warehouse: Warehouse, statement: Statement, signal: AbortSignal): Promise<ResultTable> {
  const answer = new Answer();
  try {
    await warehouse.transaction(async (session) => {
      answer.table = await ask(session, statement, warehouse);
      throw answer;
    }, signal);
  } catch (reason) {
    if (reason !== answer) throw reason;
  }
  return answer.table;
}

async function ask(session: Session, statement: Statement, { dialect }: Warehouse): Promise<ResultTable> {
  await requireTables(session, openCatalog(dialect));
  return session.table(statement);
}

/** Thrown to have a transaction rolled back that went well. */
class Answer extends Error {
  table: ResultTable = { columns: [], rows: [] };
}
