import type { Cluster } from '../cluster.ts';
import { RedshiftError } from '../error.ts';
import { type ParsedStatement, splitStatements } from '../rewrite/statement.ts';
import type { Result, Session } from '../session/session.ts';
import type { ClientMessage, Fields } from '../wire/reader.ts';
import type { Wire } from '../wire/wire.ts';
import {
  bindComplete,
  closeComplete,
  commandComplete,
  dataRow,
  emptyQuery,
  noData,
  parseComplete,
  portalSuspended,
  readyForQuery,
  rowDescription,
} from '../wire/writer.ts';
import { runStatement } from './run-statement.ts';
import { sendError, sendNotices } from './simple.ts';

/** A statement with its values: run when it is first asked for, and then read from. */
interface Portal {
  readonly statement: ParsedStatement | undefined;
  readonly values: readonly (string | null)[];
  result: Result | undefined;
  sent: number;
}

/** Parse, Bind, Describe, Execute, Close, Flush and Sync of one connection. */
export class ExtendedQueries {
  readonly #cluster: Cluster;
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #statements = new Map<string, ParsedStatement | undefined>();
  readonly #portals = new Map<string, Portal>();
  /** After an error everything is skipped until the next Sync. */
  #isSkipping = false;

  constructor(cluster: Cluster, session: Session, wire: Wire) {
    this.#cluster = cluster;
    this.#session = session;
    this.#wire = wire;
  }

  async handle({ letter, body }: ClientMessage): Promise<void> {
    if (letter === 'S') return this.#sync();
    if (letter === 'H') return this.#wire.flush();
    if (this.#isSkipping) return;
    try {
      await this.#step(letter, body);
    } catch (error) {
      this.#isSkipping = true;
      sendNotices(this.#session, this.#wire);
      await this.#session.transaction.fail().catch(() => {});
      sendError(this.#session, this.#wire, error);
    }
  }

  async #step(letter: string, body: Fields): Promise<void> {
    if (letter === 'P') return this.#parse(body);
    if (letter === 'B') return this.#bind(body);
    if (letter === 'D') return this.#describe(body);
    if (letter === 'E') return this.#execute(body);
    if (letter === 'C') return this.#close(body);
    throw new RedshiftError(`invalid frontend message type ${letter.charCodeAt(0)}`, { code: '08P01' });
  }

  #sync(): void {
    this.#isSkipping = false;
    this.#portals.clear();
    this.#wire.send(readyForQuery(this.#session.status));
    this.#wire.flush();
  }

  #parse(body: Fields): void {
    const name = body.text();
    const statements = splitStatements(body.text());
    if (statements.length > 1) {
      throw new RedshiftError('cannot insert multiple commands into a prepared statement', { code: '42601' });
    }
    this.#statements.set(name, statements[0]);
    this.#wire.send(parseComplete);
  }

  #bind(body: Fields): void {
    const portal = body.text();
    const name = body.text();
    if (!this.#statements.has(name)) {
      throw new RedshiftError(`prepared statement "${name}" does not exist`, { code: '26000' });
    }
    const values = readValues(body);
    this.#portals.set(portal, { statement: this.#statements.get(name), values, result: undefined, sent: 0 });
    this.#wire.send(bindComplete);
  }

  async #describe(body: Fields): Promise<void> {
    if (body.letter() !== 'P') {
      throw new RedshiftError('the stand-in for Redshift describes portals only', { code: '0A000' });
    }
    const portal = this.#portal(body.text());
    const result = await this.#resultOf(portal);
    this.#wire.send(result?.fields === undefined ? noData : rowDescription(result.fields));
  }

  async #execute(body: Fields): Promise<void> {
    const portal = this.#portal(body.text());
    const limit = body.int32();
    const result = await this.#resultOf(portal);
    if (result === undefined) return this.#wire.send(emptyQuery);
    const rows = (result.rows ?? []).slice(portal.sent, limit > 0 ? portal.sent + limit : undefined);
    portal.sent += rows.length;
    for (const row of rows) this.#wire.send(dataRow(row));
    const isOver = portal.sent === (result.rows ?? []).length;
    this.#wire.send(limit > 0 && !isOver ? portalSuspended : commandComplete(result.tag));
  }

  #close(body: Fields): void {
    const kind = body.letter();
    if (kind === 'S') this.#statements.delete(body.text());
    else this.#portals.delete(body.text());
    this.#wire.send(closeComplete);
  }

  #portal(name: string): Portal {
    const portal = this.#portals.get(name);
    if (portal === undefined) throw new RedshiftError(`portal "${name}" does not exist`, { code: '34000' });
    return portal;
  }

  async #resultOf(portal: Portal): Promise<Result | undefined> {
    if (portal.statement === undefined || portal.result !== undefined) return portal.result;
    const request = { statement: portal.statement, values: portal.values, isAlone: true };
    portal.result = await runStatement(this.#cluster, this.#session, this.#wire, request, true);
    sendNotices(this.#session, this.#wire);
    return portal.result;
  }
}

/** The values of a Bind, as text. */
function readValues(body: Fields): (string | null)[] {
  const formats = Array.from({ length: body.int16() }, () => body.int16());
  if (formats.some((format) => format !== 0)) {
    throw new RedshiftError('the stand-in for Redshift takes values as text only', { code: '0A000' });
  }
  return Array.from({ length: body.int16() }, () => {
    const length = body.int32();
    return length < 0 ? null : body.bytes(length).toString('utf8');
  });
}
