import type { CopyContext, CopyOutcome } from '../copy/types.ts';
import { RedshiftError } from '../error.ts';
import { quoteName, readName } from '../rewrite/statement.ts';
import type { Request, Result, Session } from './session.ts';
import { readShape } from './table-shape.ts';

/** Hands a COPY to its engine, in the session's transaction, and keeps what pg_last_copy_id() and _count() tell. */
export async function runCopyCommand({ statement }: Request, session: Session): Promise<Result> {
  await session.transaction.enter();
  const table = readName(statement.tokens, 1)?.name;
  if (table !== undefined) await lockTarget(quoteName(table), table.table, session);
  const copy = { hasBegun: false };
  try {
    const outcome = await runWithTimeout(statement.sql, session, () => {
      copy.hasBegun = true;
    });
    await remember(session, outcome.loaded, true);
    for (const message of outcome.notices) session.backend.notify({ severity: 'INFO', code: '00000', message });
    return { tag: 'COPY' };
  } catch (error) {
    if (!session.transaction.isExplicit) {
      await session.transaction.rollback();
      await remember(session, 0, copy.hasBegun).catch(() => {});
    }
    throw error;
  }
}

async function lockTarget(quoted: string, table: string, { backend }: Session): Promise<void> {
  try {
    await backend.run(`lock table ${quoted} in share row exclusive mode`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P01') throw error;
    throw new RedshiftError(`Cannot COPY into nonexistent table ${table}`);
  }
}

/** The statement timeout counts for what the engine does outside of PostgreSQL too. */
async function runWithTimeout(sql: string, session: Session, began: () => void): Promise<CopyOutcome> {
  const { rows } = await session.backend.query(`select setting from pg_settings where name = 'statement_timeout'`);
  const limit = Number(rows[0]?.setting ?? 0);
  const timer = limit > 0 ? setTimeout(() => void session.cancel(), limit) : undefined;
  try {
    const outcome = await session.cluster.runCopy(sql, contextOf(session, began));
    session.signal.throwIfAborted();
    return outcome;
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(session: Session, began: () => void): CopyContext {
  const { cluster, backend, user } = session;
  if (cluster.s3 === undefined) throw new RedshiftError('the stand-in for Redshift was started without S3');
  const context = { serverless: cluster.isServerless, region: cluster.region, roles: cluster.roles, s3: cluster.s3 };
  const identity = { pid: session.pid, userId: session.userId, user: user.name, database: cluster.database };
  return {
    ...context,
    ...identity,
    queryId: session.activity?.queryId ?? 0,
    transactionId: session.transaction.id,
    signal: session.signal,
    began,
    query: (sql, values) => backend.query(sql, values),
    copyIn: (sql, lines) => backend.copyIn(sql, lines),
    log: (sql, values) => cluster.log(sql, values),
    columns: (table) => readShape(table, backend),
  };
}

/** Settings of the session: a rollback takes them back. */
async function remember({ backend, activity }: Session, loaded: number, hasBegun: boolean): Promise<void> {
  const id = String(activity?.queryId ?? -1);
  await backend.query(`select set_config('redshift.last_copy_count', $1, false)`, [String(loaded)]);
  if (hasBegun) await backend.query(`select set_config('redshift.last_copy_id', $1, false)`, [id]);
}
