import type { Cluster } from '../cluster.ts';
import { RedshiftError } from '../error.ts';
import { splitStatements } from '../rewrite/statement.ts';
import type { Session } from '../session/session.ts';
import type { Wire } from '../wire/wire.ts';
import {
  commandComplete,
  dataRow,
  emptyQuery,
  errorResponse,
  notice,
  readyForQuery,
  rowDescription,
} from '../wire/writer.ts';
import { runStatement } from './run-statement.ts';

/** A Query message: statements one after the other, none after one that fails; one transaction, if there is no other. */
export async function runSimpleQuery(cluster: Cluster, session: Session, wire: Wire, text: string): Promise<void> {
  try {
    const statements = splitStatements(text);
    if (statements.length === 0) wire.send(emptyQuery);
    for (const [at, statement] of statements.entries()) {
      const request = { statement, values: [], isAlone: statements.length === 1 };
      const result = await runStatement(cluster, session, wire, request, at === statements.length - 1);
      sendNotices(session, wire);
      if (result.fields !== undefined) wire.send(rowDescription(result.fields));
      for (const row of result.rows ?? []) wire.send(dataRow(row));
      wire.send(commandComplete(result.tag));
    }
  } catch (error) {
    sendNotices(session, wire);
    await session.transaction.fail().catch(() => {});
    sendError(session, wire, error);
  }
  wire.send(readyForQuery(session.status));
}

export function sendNotices(session: Session, wire: Wire): void {
  for (const { severity, code, message } of session.takeNotices()) wire.send(notice(severity, code, message));
}

/** An error that the end of the session brought is told once, by the one who ends it. */
export function sendError(session: Session, wire: Wire, error: unknown): void {
  if (session.ended.signal.aborted) return;
  wire.send(errorResponse(error instanceof RedshiftError ? error : new RedshiftError(String(error))));
}
