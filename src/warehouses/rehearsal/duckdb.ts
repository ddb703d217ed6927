import type { Statement } from '../../core/statement.ts';
import type { Session } from '../../core/warehouse.ts';
import type { Database } from '../duckdb/database.ts';
import { type OpenSpool, SPOOL_FOLDER, spoolIn } from '../duckdb/spool.ts';
import type { SpoolFiles } from '../duckdb/spool-files.ts';
import { BEGIN, COMMIT } from '../duckdb/transaction.ts';
import { type Answers, paperReads } from './answers.ts';
import type { Transcript } from './transcript.ts';

/** A database that no statement reaches: what it would run is taken down. */
export function paperDatabase(path: string, transcript: Transcript, answers: Answers, titleOf: () => string): Database {
  const transaction = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const note = transcript.begin(titleOf());
    note(plain('begin', BEGIN));
    const result = await work(paperSession(note, answers));
    note(plain('commit', COMMIT));
    return result;
  };
  return { path, transaction, record: transaction, close: async () => undefined };
}

function plain(name: string, sql: string): Statement {
  return { name, sql, values: [] };
}

function paperSession(note: (statement: Statement) => void, answers: Answers): Session {
  return {
    run: async (statement) => {
      note(statement);
      answers.written(statement);
      return 0;
    },
    ...paperReads(note, answers),
  };
}

/** A spool that is not there: its files have paths, and nothing in them. */
export const openPaperSpool: OpenSpool = async () => spoolIn(`${SPOOL_FOLDER}000000`, PAPER, async () => undefined);

const nothing = async () => undefined;

const PAPER: SpoolFiles = {
  link: nothing,
  create: async () => ({ append: nothing, close: nothing }),
  append: nothing,
  async *reader() {},
  read: async () => new Uint8Array(),
  remove: nothing,
};
