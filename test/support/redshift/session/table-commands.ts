import { RedshiftError, syntaxError } from '../error.ts';
import { type QualifiedName, quoteName, readName } from '../rewrite/statement.ts';
import type { Token } from '../rewrite/tokens.ts';
import type { Request, Result, Session } from './session.ts';

/** TRUNCATE commits its transaction, and everything before it. */
export async function runTruncate({ statement }: Request, { transaction, backend }: Session): Promise<Result> {
  await transaction.enter();
  const table = onlyTable(statement.tokens, 1);
  await backend.run(`truncate ${quoteName(table)}`);
  await transaction.commit();
  return { tag: 'TRUNCATE TABLE' };
}

/** VACUUM stands alone: in no transaction, in no message with others. */
export async function runVacuum({ statement, isAlone }: Request, session: Session): Promise<Result> {
  session.transaction.refuseIfFailed();
  if (session.transaction.isExplicit) {
    throw new RedshiftError('VACUUM cannot run inside a transaction block', { code: '25001' });
  }
  if (!isAlone) throw new RedshiftError('VACUUM cannot run inside a multiple commands statement', { code: '25001' });
  const options = new Set(['full', 'sort', 'delete', 'only', 'reindex', 'recluster']);
  const at = statement.tokens.findIndex(({ name }, index) => index > 0 && !options.has(name));
  await session.backend.run(at < 0 ? 'vacuum' : `vacuum ${quoteName(onlyTable(statement.tokens, at))}`);
  return { tag: 'VACUUM' };
}

/** ANALYZE may run in a transaction. */
export async function runAnalyze({ statement }: Request, { transaction, backend }: Session): Promise<Result> {
  await transaction.enter();
  const at = statement.tokens[1]?.name === 'verbose' ? 2 : 1;
  if (statement.tokens[at]?.name === 'compression') {
    throw new RedshiftError('the stand-in for Redshift does not imitate ANALYZE COMPRESSION', { code: '0A000' });
  }
  const table = statement.tokens[at];
  await backend.run(table === undefined ? 'analyze' : `analyze ${quoteName(onlyTable(statement.tokens, at))}`);
  return { tag: 'ANALYZE' };
}

/** LOCK knows one mode, waits for readers too, and takes no snapshot. */
export async function runLock({ statement }: Request, { transaction, backend }: Session): Promise<Result> {
  transaction.refuseIfFailed();
  if (!transaction.isExplicit) {
    throw new RedshiftError('LOCK TABLE may only be used in transaction blocks', { code: '25P01' });
  }
  let at = statement.tokens[1]?.name === 'table' ? 2 : 1;
  const tables: QualifiedName[] = [];
  for (;;) {
    const read = readName(statement.tokens, at);
    if (read === undefined) throw syntaxError(statement.tokens[at]?.text ?? '');
    tables.push(read.name);
    const separator = statement.tokens[read.next];
    if (separator === undefined) break;
    if (separator.text !== ',') throw syntaxError(separator.text, 'LOCK has no modes and no NOWAIT on Redshift.');
    at = read.next + 1;
  }
  await backend.run(`lock table ${tables.map(quoteName).join(', ')} in access exclusive mode`);
  return { tag: 'LOCK TABLE' };
}

/** `CANCEL pid ['message']` */
export async function runCancel({ statement }: Request, { cluster, transaction }: Session): Promise<Result> {
  transaction.refuseIfFailed();
  await cluster.cancel(Number(statement.tokens[1]?.text));
  return { tag: 'CANCEL' };
}

/** The table at `at`; TABLE may stand before it. */
function onlyTable(tokens: readonly Token[], at: number): QualifiedName {
  const read = readName(tokens, tokens[at]?.name === 'table' ? at + 1 : at);
  if (read === undefined) throw syntaxError(tokens[at]?.text ?? '');
  return read.name;
}
