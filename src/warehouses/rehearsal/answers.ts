import type { Statement } from '../../core/statement.ts';
import type { QueryRow, Session } from '../../core/warehouse.ts';

/** Asks the warehouse that is really there; undefined where none can be asked. */
export type AskReal = (statement: Statement) => Promise<readonly QueryRow[]>;

/**
 * What an engine would answer if every file had been read and nothing were wrong, without any having been read: of numbers of
 * rows nothing is known. Questions about how the warehouse stands before the run go to the one that is there.
 */
export class Answers {
  readonly #askReal: AskReal | undefined;
  /** Whether songs have come or changed that plays have not been matched with. */
  #hasStaleSongs = false;
  /** Rows in Redshift's landing table, and what the last COPY loaded: the first is as if it had loaded one, see `withOneRecord`. */
  #landed = 0;
  #loaded = 0;

  constructor(askReal: AskReal | undefined) {
    this.#askReal = askReal;
  }

  /** The rows that a query gives. */
  async rows(statement: Statement): Promise<readonly QueryRow[]> {
    const { name } = statement;
    this.#follow(name);
    if (name.startsWith('state/')) return (await this.#askReal?.(statement)) ?? [];
    if (name === 'load-fact/count-stale-songs') return [{ songs: await this.#staleSongs(statement) }];
    const canned: Readonly<Record<string, QueryRow>> = {
      'lock/try-lock': { locked: true },
      'lock/try-work': { free: true },
      'stage/session': { session_id: 0, started_at: '' },
      'stage/last-copy-count': { loaded: this.#loaded },
      'stage/count-incoming-events': { row_count: this.#landed, doubtful: 0 },
      'stage/count-incoming-songs': { row_count: this.#landed, doubtful: 0 },
    };
    const row = canned[name];
    return row === undefined ? [] : [row];
  }

  /** The number of rows that a statement writes. */
  written({ name }: Statement): number {
    this.#follow(name);
    return name === 'stage/insert-events' || name === 'stage/insert-songs' ? this.#landed : 0;
  }

  #follow(name: string): void {
    if (name.startsWith('stage/create-incoming')) this.#landed = 0;
    if (name.startsWith('copy incoming')) {
      this.#loaded = 1 - this.#landed;
      this.#landed = 1;
    }
    if (name === 'stage/mark-stale-songs') this.#hasStaleSongs = true;
    if (name === 'load-fact/clear-stale-songs') this.#hasStaleSongs = false;
  }

  async #staleSongs(statement: Statement): Promise<number> {
    if (this.#hasStaleSongs) return 1;
    const [row] = (await this.#askReal?.(statement)) ?? [];
    return Number(row?.songs ?? 0);
  }
}

/** How queries go in a session on paper. */
export function paperReads(note: (statement: Statement) => void, answers: Answers): Pick<Session, 'query' | 'table'> {
  return {
    query: async (statement) => {
      note(statement);
      return answers.rows(statement);
    },
    table: async (statement) => {
      note(statement);
      return { columns: [], rows: [] };
    },
  };
}
