import type { Cluster } from '../cluster.ts';
import { RedshiftError } from '../error.ts';
import type { TransactionStatus } from '../wire/writer.ts';
import type { Backend } from './backend.ts';

type State = 'none' | 'implicit' | 'explicit' | 'failed';

/** The transaction of a session: what BEGIN opened, or what stands around the statements of one message. */
export class Transaction {
  readonly #backend: Backend;
  readonly #cluster: Cluster;
  #state: State = 'none';
  #id = 0;

  constructor(backend: Backend, cluster: Cluster) {
    this.#backend = backend;
    this.#cluster = cluster;
  }

  get id(): number {
    return this.#id;
  }

  get isExplicit(): boolean {
    return this.#state === 'explicit' || this.#state === 'failed';
  }

  get status(): TransactionStatus {
    if (this.#state === 'failed') return 'E';
    return this.#state === 'explicit' ? 'T' : 'I';
  }

  /** BEGIN. Isolation levels may be named and mean nothing. */
  async begin(): Promise<void> {
    this.refuseIfFailed();
    if (this.#state === 'none') await this.#open();
    this.#state = 'explicit';
  }

  /** Whatever runs outside of a block gets a transaction until its message ends. */
  async enter(): Promise<void> {
    this.refuseIfFailed();
    if (this.#state !== 'none') return;
    await this.#open();
    this.#state = 'implicit';
  }

  /** COMMIT, and what commits by itself. False: there was nothing to commit but a failed transaction. */
  async commit(): Promise<boolean> {
    const state = this.#state;
    this.#state = 'none';
    if (state === 'failed') return false;
    if (state !== 'none') await this.#backend.run('commit');
    return true;
  }

  async commitImplicit(): Promise<void> {
    if (this.#state === 'implicit') await this.commit();
  }

  async rollback(): Promise<void> {
    const state = this.#state;
    this.#state = 'none';
    if (state === 'implicit' || state === 'explicit') await this.#backend.run('rollback');
  }

  /** After an error nothing of the transaction holds; a block lasts until the client ends it. */
  async fail(): Promise<void> {
    const wasExplicit = this.isExplicit;
    const wasFailed = this.#state === 'failed';
    if (!wasFailed) await this.rollback().finally(() => this.#settle(wasExplicit));
  }

  refuseIfFailed(): void {
    if (this.#state !== 'failed') return;
    throw new RedshiftError('current transaction is aborted, commands ignored until end of transaction block', {
      code: '25P02',
    });
  }

  #settle(wasExplicit: boolean): void {
    this.#state = wasExplicit ? 'failed' : 'none';
  }

  async #open(): Promise<void> {
    this.#id = this.#cluster.nextTransactionId();
    const level = this.#cluster.isolation === 'serializable' ? 'serializable' : 'repeatable read';
    await this.#backend.run(`begin isolation level ${level}`);
  }
}
