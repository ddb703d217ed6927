import { rewriteAlterTable } from '../rewrite/alter-table.ts';
import { type CreateTable, rewriteCreateTable } from '../rewrite/create-table.ts';
import { Edits } from '../rewrite/edits.ts';
import { rewriteExpressions } from '../rewrite/expressions.ts';
import { refuseForeignMerge } from '../rewrite/merge.ts';
import { refuseForeignSyntax } from '../rewrite/refuse.ts';
import { refuseCommand } from '../rewrite/refuse-commands.ts';
import { type ParsedStatement, quoteName } from '../rewrite/statement.ts';
import { writtenTable } from '../rewrite/written-table.ts';
import type { Request, Result, Session } from './session.ts';
import { prepareSystemViews } from './system-views.ts';
import { recordTable, refuseMissingSchema } from './table-records.ts';
import { tagOf } from './tags.ts';

/** Rewrites a statement for PostgreSQL, runs it, and keeps what PostgreSQL has no place for. */
export async function runSql({ statement, values }: Request, session: Session): Promise<Result> {
  session.transaction.refuseIfFailed();
  const { sql, created } = rewrite(statement, session.transaction.isExplicit);
  await prepareSystemViews(statement, session);
  await session.transaction.enter();
  const written = writtenTable(statement);
  // Writers of one table queue, and those that have read nothing yet take their snapshot when it is their turn.
  if (written !== undefined) await session.backend.run(`lock table ${quoteName(written)} in share row exclusive mode`);
  if (created !== undefined) await refuseMissingSchema(created.name, session);
  const { fields, rows, count } = await session.backend.run(sql, values);
  if (created !== undefined) await recordTable(created, session);
  const tag = tagOf(statement, count);
  return fields.length === 0 ? { tag } : { tag, fields, rows };
}

function rewrite(statement: ParsedStatement, isInBlock: boolean): { sql: string; created: CreateTable | undefined } {
  refuseCommand(statement, isInBlock);
  refuseForeignSyntax(statement);
  refuseForeignMerge(statement);
  const edits = new Edits();
  const created = rewriteCreateTable(statement, edits);
  if (created === undefined) rewriteAlterTable(statement, edits);
  rewriteExpressions(statement, edits);
  return { sql: edits.applyTo(statement.sql), created };
}
