/** A message of a client behind the start-up: its letter and its content. */
export interface ClientMessage {
  readonly letter: string;
  readonly body: Fields;
}

/** Reads the content of a message from its front. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  letter(): string {
    return String.fromCharCode(this.#bytes.readUInt8(this.#at++));
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const value = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return value;
  }

  bytes(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

const STARTUP_CODES = { tls: 80877103, gss: 80877104, cancel: 80877102, version3: 196608 } as const;

/** The first message of a connection. */
export type Opening =
  | { readonly kind: 'tls' | 'gss' }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: number }
  | { readonly kind: 'startup'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'unknown'; readonly code: number };

/** Cuts the bytes of a client into messages. */
export class MessageReader {
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
  }

  /** The next message without a letter, as they are until the start-up is over. */
  opening(): Opening | undefined {
    const body = this.#take(0);
    if (body === undefined) return undefined;
    const code = body.int32();
    if (code === STARTUP_CODES.tls) return { kind: 'tls' };
    if (code === STARTUP_CODES.gss) return { kind: 'gss' };
    if (code === STARTUP_CODES.cancel) return { kind: 'cancel', pid: body.int32(), secret: body.int32() };
    if (code !== STARTUP_CODES.version3) return { kind: 'unknown', code };
    return { kind: 'startup', parameters: readParameters(body) };
  }

  next(): ClientMessage | undefined {
    const letter = this.#pending[0];
    const body = this.#take(1);
    return letter === undefined || body === undefined ? undefined : { letter: String.fromCharCode(letter), body };
  }

  #take(prefix: number): Fields | undefined {
    if (this.#pending.length < prefix + 4) return undefined;
    const end = prefix + this.#pending.readInt32BE(prefix);
    if (this.#pending.length < end) return undefined;
    const body = this.#pending.subarray(prefix + 4, end);
    this.#pending = this.#pending.subarray(end);
    return new Fields(body);
  }
}

function readParameters(body: Fields): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {};
  for (let name = body.text(); name !== ''; name = body.text()) parameters[name] = body.text();
  return parameters;
}
