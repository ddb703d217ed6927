import { RedshiftError, syntaxError } from '../error.ts';
import { leadingWords } from '../rewrite/statement.ts';
import { runCopyCommand } from './copy-command.ts';
import type { Request, Result, Session } from './session.ts';
import { runReset, runSet, runShow } from './set-command.ts';
import { runSql } from './sql-command.ts';
import { runAnalyze, runCancel, runLock, runTruncate, runVacuum } from './table-commands.ts';

type Command = (request: Request, session: Session) => Promise<Result>;

/** Statements that are not simply handed on, by their first word. */
const COMMANDS: Readonly<Record<string, Command>> = {
  begin: runBegin,
  start: runBegin,
  commit: runCommit,
  end: runCommit,
  rollback: runRollback,
  abort: runRollback,
  savepoint: refuseSavepoint,
  release: refuseSavepoint,
  set: runSet,
  reset: runReset,
  show: runShow,
  truncate: runTruncate,
  vacuum: runVacuum,
  analyze: runAnalyze,
  analyse: runAnalyze,
  lock: runLock,
  cancel: runCancel,
  copy: runCopyCommand,
  ...Object.fromEntries(
    ['discard', 'listen', 'notify', 'unlisten', 'do', 'load', 'checkpoint'].map((word) => [word, unknown]),
  ),
};

/** What a statement does, ready to be done. */
export function commandFor(request: Request, session: Session): () => Promise<Result> {
  const first = request.statement.tokens[0]?.name ?? '';
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return () => (command ?? runSql)(request, session);
}

async function runBegin(request: Request, { transaction, backend }: Session): Promise<Result> {
  if (transaction.isExplicit) {
    // PostgreSQL says so by a warning, and everything stays as it was.
    await backend.run('begin');
  }
  await transaction.begin();
  return { tag: leadingWords(request.statement, 1) === 'start' ? 'START TRANSACTION' : 'BEGIN' };
}

async function runCommit(_: Request, { transaction }: Session): Promise<Result> {
  return { tag: (await transaction.commit()) ? 'COMMIT' : 'ROLLBACK' };
}

async function runRollback(request: Request, session: Session): Promise<Result> {
  if (request.statement.tokens.some(({ name }) => name === 'to')) return refuseSavepoint(request, session);
  await session.transaction.rollback();
  return { tag: 'ROLLBACK' };
}

async function refuseSavepoint({ statement }: Request, session: Session): Promise<Result> {
  session.transaction.refuseIfFailed();
  throw new RedshiftError(`SQL command "${statement.sql}" not supported.`, { code: '0A000' });
}

async function unknown({ statement }: Request): Promise<Result> {
  throw syntaxError(statement.tokens[0]?.text ?? '', 'Redshift has no such command.');
}
