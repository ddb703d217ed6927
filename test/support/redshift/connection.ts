import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { Cluster } from './cluster.ts';
import { RedshiftError } from './error.ts';
import { openSession } from './open-session.ts';
import { ExtendedQueries } from './protocol/extended.ts';
import { runSimpleQuery } from './protocol/simple.ts';
import type { Session } from './session/session.ts';
import { type ClientMessage, MessageReader, type Opening } from './wire/reader.ts';
import { Wire } from './wire/wire.ts';
import { backendKeyData, errorResponse, readyForQuery } from './wire/writer.ts';

/** One client: from its first byte to its last. */
export class Connection {
  readonly wire: Wire;
  readonly #cluster: Cluster;
  #reader = new MessageReader();
  #work: Promise<void> = Promise.resolve();
  #isOpening = true;
  #session: Session | undefined;
  #extended: ExtendedQueries | undefined;

  constructor(cluster: Cluster, socket: Socket) {
    this.#cluster = cluster;
    this.wire = new Wire(socket, cluster.faults, (chunk) => this.#received(chunk));
    this.wire.closed.addEventListener('abort', () => void this.#clientGone(), { once: true });
  }

  get session(): Session | undefined {
    return this.#session;
  }

  #received(chunk: Buffer): void {
    this.#reader.push(chunk);
    this.#work = this.#work.then(() => this.#drain()).catch((error: unknown) => this.#end(error));
  }

  async #drain(): Promise<void> {
    while (!this.wire.closed.aborted) {
      if (this.#isOpening) {
        const opening = this.#reader.opening();
        if (opening === undefined) return;
        await this.#open(opening);
      } else {
        const message = this.#reader.next();
        if (message === undefined) return;
        await this.#handle(message);
      }
    }
  }

  async #open(opening: Opening): Promise<void> {
    const { tls: certificate } = this.#cluster.options;
    if (opening.kind === 'gss' || (opening.kind === 'tls' && certificate === undefined)) return this.wire.sendNow('N');
    if (opening.kind === 'tls' && certificate !== undefined) {
      this.wire.sendNow('S');
      return this.wire.encrypt(tls.createSecureContext(certificate));
    }
    if (opening.kind === 'cancel') return this.#cancel(opening.pid);
    if (opening.kind !== 'startup') throw new RedshiftError('unsupported frontend protocol', { severity: 'FATAL' });
    this.#isOpening = false;
    this.#session = await openSession(this.#cluster, opening.parameters, this.wire, () => this.#nextMessage());
    this.#extended = new ExtendedQueries(this.#cluster, this.#session, this.wire);
    this.#session.ended.signal.addEventListener('abort', () => this.#serverGone(), { once: true });
    this.wire.send(backendKeyData(this.#session.pid, SECRET), readyForQuery('I'));
    this.wire.flush();
  }

  /** The answer to a request of the login, which comes while the opening is being handled. */
  async #nextMessage(): Promise<ClientMessage> {
    for (;;) {
      const message = this.#reader.next();
      if (message !== undefined) return message;
      await this.wire.nextChunk();
    }
  }

  async #cancel(pid: number): Promise<void> {
    await this.#cluster.cancel(pid);
    this.wire.destroy();
  }

  async #handle(message: ClientMessage): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    if (message.letter === 'X') return this.wire.destroy();
    if (message.letter === 'Q') {
      await runSimpleQuery(this.#cluster, session, this.wire, message.body.text());
      this.wire.flush();
    } else {
      await this.#extended?.handle(message);
    }
  }

  /** What runs outside of a transaction block goes on without its client; all else is undone. */
  async #clientGone(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    if (session.transaction.isExplicit && !this.wire.keepsServerSide) await session.terminate();
    await this.#work;
    session.ended.abort();
    await session.backend.end();
  }

  #serverGone(): void {
    const { reason } = this.#session?.ended.signal ?? {};
    if (reason instanceof RedshiftError && !this.wire.isMuted) this.wire.send(errorResponse(reason));
    this.wire.flush();
    this.wire.end();
  }

  #end(error: unknown): void {
    const fatal = error instanceof RedshiftError ? error : new RedshiftError(String(error), { severity: 'FATAL' });
    this.wire.send(errorResponse(fatal));
    this.wire.flush();
    this.wire.end();
  }
}

/** CancelRequests are taken from anybody: the tests are alone with the server. */
const SECRET = 42;
