import type { Client, Connection, CustomTypesConfig, Submittable } from 'pg';
import type { Statement } from '../../core/statement.ts';
import { parserFor } from './values.ts';

/** A row as it came, in the order of the columns. */
type RawRow = Record<string, unknown>;

/** What a statement of a message gave. */
export interface Completed {
  readonly rows: readonly RawRow[];
  readonly rowCount: number | undefined;
}

/** On lines of its own, so that a comment at the end of a statement does not swallow it. */
export const SEPARATOR = '\n;\n';

/**
 * Sends statements as one message of the simple protocol, and tells each result as it comes. Rejects with the server's
 * error of the first that fails: the server runs none after it. `pg` itself does not tell which one that was.
 */
export function sendTogether(
  client: Client,
  statements: readonly Statement[],
  onCompleted: (index: number, completed: Completed) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Message(statements.map(({ sql }) => sql).join(SEPARATOR), onCompleted, resolve, reject));
  });
}

/** Sends a statement with values by the extended protocol. */
export async function sendBound(client: Client, { sql, values }: Statement): Promise<Completed> {
  const { rows, rowCount } = await client.query({ text: sql, values: [...values], types: TYPES });
  return { rows, rowCount: rowCount ?? undefined };
}

const TYPES: CustomTypesConfig = { getTypeParser: parserFor as CustomTypesConfig['getTypeParser'] };

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What `pg` asks of a query that is not its own: the messages of the server, as they come. */
class Message implements Submittable {
  readonly #text: string;
  readonly #onCompleted: (index: number, completed: Completed) => void;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #columns: readonly { name: string; parse: (text: string) => unknown }[] = [];
  #rows: RawRow[] = [];
  #completed = 0;

  constructor(
    text: string,
    onCompleted: (index: number, completed: Completed) => void,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    this.#text = text;
    this.#onCompleted = onCompleted;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    (connection as unknown as { query(text: string): void }).query(this.#text);
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserFor(dataTypeID) }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: RawRow = {};
    for (const [n, { name, parse }] of this.#columns.entries()) {
      const text = fields[n] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const rows = this.#rows;
    this.#rows = [];
    const count = / (\d+)$/.exec(text)?.[1];
    this.#onCompleted(this.#completed++, {
      rows,
      rowCount: count === undefined ? undefined : Number(count),
    });
  }

  handleEmptyQuery(): void {
    this.#onCompleted(this.#completed++, { rows: [], rowCount: undefined });
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }

  /** Data for a COPY can only be sent by who has the connection for itself. */
  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('COPY FROM STDIN is not run like other statements');
  }

  handleCopyData(): void {}
}
