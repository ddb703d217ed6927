import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { FaultPlan } from '../faults.ts';

const FLUSH_AT_BYTES = 65_536;

/** The bytes between one client and the server: late as the tests want them, counted in flights. */
export class Wire {
  readonly #faults: FaultPlan;
  readonly #closed = new AbortController();
  #socket: Socket;
  #receive: (chunk: Buffer) => void;
  #waiting: (() => void)[] = [];
  #output: Buffer[] = [];
  #outputBytes = 0;
  #dueAt = 0;
  #clientSpokeLast = false;
  /** How often the client sent something and got an answer. */
  roundTrips = 0;
  isEncrypted = false;
  isMuted = false;
  /** The server goes on without the client: a fault cut the connection, and the work is not to be undone by that. */
  keepsServerSide = false;

  constructor(socket: Socket, faults: FaultPlan, receive: (chunk: Buffer) => void) {
    this.#socket = socket;
    this.#faults = faults;
    this.#receive = receive;
    socket.setNoDelay(true);
    this.#listen(socket);
  }

  /** Aborted when the connection is gone, whoever cut it. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Collects what is to be sent; the client gets it with the next flush. */
  send(...messages: readonly Buffer[]): void {
    if (this.isMuted) return;
    for (const message of messages) {
      this.#output.push(message);
      this.#outputBytes += message.length;
    }
    if (this.#outputBytes > FLUSH_AT_BYTES) this.flush();
  }

  flush(): void {
    if (this.isMuted || this.#output.length === 0 || this.closed.aborted) return;
    if (this.#clientSpokeLast) this.roundTrips++;
    this.#clientSpokeLast = false;
    this.#socket.write(Buffer.concat(this.#output));
    this.#discard();
  }

  /** The one letter that answers a request for encryption. */
  sendNow(letter: 'S' | 'N'): void {
    this.send(Buffer.from(letter, 'latin1'));
    this.flush();
  }

  /** From now on the client hears nothing, and is not listened to. */
  mute(): void {
    this.isMuted = true;
    this.#discard();
  }

  encrypt(secureContext: tls.SecureContext): void {
    const plain = this.#socket;
    plain.removeAllListeners('data');
    plain.removeAllListeners('error');
    plain.on('error', () => {});
    this.#socket = new tls.TLSSocket(plain, { isServer: true, secureContext });
    this.isEncrypted = true;
    this.#listen(this.#socket);
  }

  /** Resolves when more bytes have come. */
  async nextChunk(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      this.closed.addEventListener('abort', () => reject(new Error('the client is gone')), { once: true });
    });
  }

  end(): void {
    this.#socket.end();
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
    this.#closed.abort();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#arrived(chunk));
    socket.on('error', () => this.#closed.abort());
    socket.on('close', () => this.#closed.abort());
  }

  #arrived(chunk: Buffer): void {
    this.#clientSpokeLast = true;
    const now = Date.now();
    // Later chunks never overtake earlier ones, also where the delay is made shorter in between.
    this.#dueAt = Math.max(this.#dueAt, now + this.#faults.latencyMs);
    if (this.#dueAt <= now) this.#deliver(chunk);
    else setTimeout(() => this.#deliver(chunk), this.#dueAt - now);
  }

  #deliver(chunk: Buffer): void {
    if (this.isMuted) return;
    this.#receive(chunk);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #discard(): void {
    this.#output = [];
    this.#outputBytes = 0;
  }
}
