import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { Client } from 'pg';
import type { SqlCatalog, Statement } from '../../core/statement.ts';
import { COMMIT, commitSteps } from '../pg/commit.ts';
import { sessionSettings } from '../pg/connections.ts';
import { BEGIN } from '../pg/transaction.ts';
import type { PgServer, PgSession, StatementResult } from '../pg/types.ts';
import type { ServerAddress } from '../target.ts';
import { type Answers, paperReads } from './answers.ts';
import type { Transcript } from './transcript.ts';

/** What a server on paper is made of. */
export interface Paper {
  readonly location: string;
  readonly address: Pick<ServerAddress, 'schema' | 'statementTimeoutMs'>;
  readonly catalog: SqlCatalog;
  readonly transcript: Transcript;
  readonly answers: Answers;
  /** What the transaction that begins is for. */
  readonly titleOf: () => string;
}

type Note = (...statements: readonly Statement[]) => void;

/** A server that is sent nothing: what it would be sent is taken down, connection by connection, as `openServer` sends it. */
export function paperServer(paper: Paper): PgServer {
  const { transcript, answers, catalog, location } = paper;
  const connections = new PaperConnections(paper);
  const execute = (note: Note, statements: readonly Statement[]) => {
    note(...statements);
    return Promise.all(statements.map((statement) => resultOf(statement, answers)));
  };
  return {
    location,
    transaction: (work, _signal, first = []) => runOnPaper(paper, connections, work, first),
    aside: (statements) => {
      const note = connections.take(transcript.begin('beside all transactions'));
      connections.giveBack();
      return execute(note, statements);
    },
    hold: async () => {
      const note = transcript.begin('lock, held until the end');
      note(...sessionSettings(catalog, paper.address));
      return {
        pid: 0,
        execute: (...statements) => execute(note, statements),
        lost: new AbortController().signal,
        end: async () => undefined,
        close: async () => undefined,
      };
    },
    close: async () => undefined,
  };
}

/** Idle connections are used again: a session is told its settings once. */
class PaperConnections {
  readonly #paper: Paper;
  #idle = 0;
  #prunes = true;

  constructor(paper: Paper) {
    this.#paper = paper;
  }

  /** What is noted first where the connection is new are its settings. */
  take(note: Note): Note {
    if (this.#idle > 0) {
      this.#idle -= 1;
      return note;
    }
    const settings = [...sessionSettings(this.#paper.catalog, this.#paper.address)];
    return (...statements) => note(...settings.splice(0), ...statements);
  }

  giveBack(): void {
    this.#idle += 1;
  }

  /** True once, see `Connections.prunesTokens`. */
  prunesTokens(): boolean {
    const prunes = this.#prunes;
    this.#prunes = false;
    return prunes;
  }
}

async function runOnPaper<T>(
  { catalog, transcript, answers, titleOf }: Paper,
  connections: PaperConnections,
  work: (session: PgSession) => Promise<T>,
  first: readonly Statement[],
): Promise<T> {
  const note = connections.take(transcript.begin(titleOf()));
  const before: Statement[] = [BEGIN, ...first];
  let hasWritten = false;
  const send: Note = (...statements) => note(...before.splice(0), ...statements);
  const result = await work(
    paperSession(send, answers, () => {
      hasWritten = true;
    }),
  );
  if (hasWritten) send(...commitSteps(catalog, randomUUID(), connections.prunesTokens()));
  else if (before.length === 0) send(COMMIT);
  connections.giveBack();
  return result;
}

function paperSession(note: Note, answers: Answers, onWrite: () => void): PgSession {
  const execute = async (statement: Statement) => {
    onWrite();
    note(statement);
    return resultOf(statement, answers);
  };
  return {
    pid: 0,
    run: async (statement) => {
      onWrite();
      note(statement);
      return answers.written(statement);
    },
    ...paperReads(note, answers),
    execute,
    exclusively: async (name, work) => {
      onWrite();
      return work(paperClient((sql) => note({ name, sql, values: [] })));
    },
  };
}

async function resultOf(statement: Statement, answers: Answers): Promise<StatementResult> {
  return { rows: await answers.rows(statement), rowCount: undefined, notices: [] };
}

/** As much of a client as COPY FROM STDIN needs. */
function paperClient(note: (sql: string) => void): Client {
  const query = (copy: { readonly text: string }) => {
    note(copy.text);
    const rows = new Writable({ write: (_chunk, _encoding, done) => done() });
    return Object.assign(rows, { rowCount: 0 });
  };
  return { query } as unknown as Client;
}
