import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { PostgresAddress } from '../../postgres-server.ts';
import type { Field } from '../wire/writer.ts';
import { type Notice, translateNotice } from './notices.ts';

/** What PostgreSQL answered to one statement, as text. */
export interface RawResult {
  readonly fields: readonly Field[];
  readonly rows: readonly (string | null)[][];
  readonly count: number | null;
}

const AS_TEXT = { getTypeParser: () => (value: string) => value };
const DEFAULT_SETTINGS = [
  "set default_transaction_isolation = 'repeatable read'",
  'set standard_conforming_strings = off',
  'set escape_string_warning = off',
  "set timezone = 'UTC'",
  // PostgreSQL 8 printed doubles with 15 digits; clients that want all of them ask for it.
  'set extra_float_digits = 0',
  'set search_path = "$user", public, redshift, pg_catalog',
].join('; ');

/** One session's connection to the PostgreSQL behind. */
export class Backend {
  readonly client: pg.Client;
  readonly #notices: Notice[] = [];
  #last: Promise<unknown> = Promise.resolve();

  private constructor(client: pg.Client) {
    this.client = client;
    client.on('notice', (message) => this.#notices.push(translateNotice(message)));
  }

  static async connect(address: PostgresAddress, database: string, user: string): Promise<Backend> {
    const client = new pg.Client({ ...address, database, application_name: `stand-in ${user}` });
    // An error of an idle connection ends it, which the session hears of.
    client.on('error', () => {});
    await client.connect();
    await client.query(`${DEFAULT_SETTINGS}; set session authorization ${client.escapeIdentifier(user)}`);
    return new Backend(client);
  }

  get pid(): number {
    return (this.client as pg.Client & { processID: number }).processID;
  }

  /** A notice of the stand-in's own, among those of PostgreSQL. */
  notify(notice: Notice): void {
    this.#notices.push(notice);
  }

  /** Notices since the last call. */
  takeNotices(): Notice[] {
    return this.#notices.splice(0);
  }

  async run(sql: string, values?: readonly (string | null)[]): Promise<RawResult> {
    const config = { text: sql, rowMode: 'array' as const, types: AS_TEXT };
    const result = await this.#inTurn(() =>
      this.client.query<(string | null)[]>(
        values === undefined || values.length === 0 ? config : { ...config, values: [...values] },
      ),
    );
    return { fields: result.fields, rows: result.rows, count: result.rowCount };
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<{ rows: Record<string, unknown>[] }> {
    const { rows } = await this.#inTurn(() => this.client.query<Record<string, unknown>>(sql, [...values]));
    return { rows };
  }

  async copyIn(sql: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
    await this.#inTurn(() => pipeline(Readable.from(lines, { objectMode: true }), this.client.query(copyFrom(sql))));
  }

  /** Lets no further statement begin before something has ended. */
  waitFor(something: Promise<unknown>): void {
    this.#last = Promise.allSettled([this.#last, something]);
  }

  /** A client may go while its statement runs; what undoes it comes after. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => {});
  }
}
