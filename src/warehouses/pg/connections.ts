import { throwIfAborted } from '../../core/errors.ts';
import type { SqlCatalog, Statement } from '../../core/statement.ts';
import type { Connection } from './connect.ts';
import { type Connect, connector } from './connector.ts';
import { explain, isFatal } from './errors.ts';
import type { FailedAt } from './failed-at.ts';
import { sendTogether } from './message.ts';
import { type Contact, type ServerOptions, TIMING, type Timing } from './options.ts';
import type { Login, Product, StatementResult } from './types.ts';

/** Runs a statement that has no values. */
export type Run = (statement: Statement) => Promise<StatementResult>;

/** The connections to one server: opens them, keeps those that can be used again, and says what their errors mean. */
export class Connections {
  readonly product: Product;
  readonly location: string;
  readonly catalog: SqlCatalog;
  readonly timing: Timing;
  readonly #connect: Connect;
  readonly #contact: Contact;
  readonly #address: ServerOptions['address'];
  /** Idle ones, and since when. */
  readonly #idle: { readonly connection: Connection; readonly since: number }[] = [];
  /** Those whose session has its settings. */
  readonly #isSet = new WeakSet<Connection>();
  #prunes = true;

  constructor(login: Login, product: Product, { location, catalog, address, timing, contact }: ServerOptions) {
    this.product = product;
    this.location = location;
    this.catalog = catalog;
    this.#address = address;
    this.timing = { ...TIMING, ...timing };
    this.#contact = contact ?? { wasReached: false };
    this.#connect = connector(login, address, this.timing.connectMs);
  }

  /** Opens a connection. Its session has no settings yet: `settings` go with its first message. */
  async open(signal: AbortSignal): Promise<Connection> {
    throwIfAborted(signal);
    try {
      const connection = await this.#connect(signal);
      this.#contact.wasReached = true;
      return connection;
    } catch (error) {
      throwIfAborted(signal);
      this.#contact.wasReached ||= isFatal(error);
      throw this.explain(error);
    }
  }

  /** An idle connection, or a new one. */
  async take(signal: AbortSignal): Promise<Connection> {
    throwIfAborted(signal);
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const { connection, since } = idle;
      if (!connection.lost.aborted && Date.now() - since < this.timing.reuseMs) return connection;
      await connection.close();
    }
    return this.open(signal);
  }

  /** Takes back a connection whose transaction was committed, or that was not used. */
  keep(connection: Connection, wasUsed: boolean): void {
    if (wasUsed) this.#isSet.add(connection);
    this.#idle.push({ connection, since: Date.now() });
  }

  /** What the session of a connection must be told before its first statement. */
  settings(connection: Connection): readonly Statement[] {
    return this.#isSet.has(connection) ? [] : sessionSettings(this.catalog, this.#address);
  }

  /**
   * Runs statements, each a transaction of its own, on a connection that is closed after; the signal bounds all of it.
   */
  async probe<T>(work: (run: Run) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connection = await this.open(signal);
    const tear = () => connection.destroy(new Error('connection given up: no answer in time'));
    signal.addEventListener('abort', tear);
    let before = this.settings(connection);
    const run: Run = async (statement) => {
      const statements = [...before, statement];
      before = [];
      return runTogether(connection, statements).catch((error: unknown) => {
        throw this.explain(error, { name: statement.name });
      });
    };
    try {
      return await work(run);
    } finally {
      signal.removeEventListener('abort', tear);
      await connection.close();
    }
  }

  /** What an error means; `at`: the statement that failed. */
  explain(error: unknown, at?: FailedAt): unknown {
    const { product, location } = this;
    const { wasReached } = this.#contact;
    return explain(error, { product, location, wasReached, ...(at === undefined ? {} : { at }) });
  }

  /** True once: the first transaction that commits clears away what those of other days left. */
  prunesTokens(): boolean {
    const prunes = this.#prunes;
    this.#prunes = false;
    return prunes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(({ connection }) => connection.close()));
  }
}

/** What a new session is told. */
export function sessionSettings(
  catalog: SqlCatalog,
  { schema, statementTimeoutMs: milliseconds }: Pick<ServerOptions['address'], 'schema' | 'statementTimeoutMs'>,
): readonly Statement[] {
  return [
    ...catalog.names('session/defaults/').map((name) => catalog.statement(name)),
    catalog.statement('session/set-statement-timeout', { milliseconds }),
    ...(schema === undefined ? [] : [catalog.statement('session/set-search-path', { schema })]),
  ];
}

/** Sends statements as one message; gives what the last one gave. */
async function runTogether(connection: Connection, statements: readonly Statement[]): Promise<StatementResult> {
  let result: StatementResult = { rows: [], rowCount: undefined, notices: [] };
  await sendTogether(connection.client, statements, (_index, { rows, rowCount }) => {
    result = { rows, rowCount, notices: connection.takeNotices() };
  });
  return result;
}
