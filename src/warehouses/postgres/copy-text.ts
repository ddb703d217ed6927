/** Enough that what goes with each chunk (a message, a system call, a promise) costs nothing. */
const CHUNK_BYTES = 256 * 1024;
/** Room behind the limit, for the rows that were begun before it was reached. */
const ROOM_BYTES = 64 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const MINUS = 0x2d;
const UPPER_N = 0x4e;

/** What follows the backslash, by the byte that is escaped; 0 for those that stand for themselves. */
const ESCAPE = new Uint8Array(256);
for (const [character, letter] of Object.entries({ '\\': '\\', '\t': 't', '\n': 'n', '\r': 'r' })) {
  ESCAPE[character.charCodeAt(0)] = letter.charCodeAt(0);
}

/** Integers beyond it are left to JavaScript; below, dividing by ten in doubles is exact. */
const LARGEST_QUICK = 999_999_999_999_999;

/**
 * Writes rows in the text format of COPY: a tab after each field but the last, a line feed after that, `\N` for NULL,
 * backslashes before what would be taken for one of them. Bytes are written one by one into a large buffer, since most
 * fields are so short that a call into native code for each would take longer than the rest.
 * @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export class CopyText {
  #bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES + ROOM_BYTES);
  #at = 0;
  #rowStart = 0;

  /** True if there is enough for a chunk. */
  get isFull(): boolean {
    return this.#at >= CHUNK_BYTES;
  }

  /** The rows that were written since the last call; undefined if there are none. The bytes are the caller's from then on. */
  take(): Buffer | undefined {
    if (this.#rowStart === 0) return undefined;
    const chunk = this.#bytes.subarray(0, this.#rowStart);
    // Not used again: a socket may hold on to it for as long as it likes.
    this.#bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES + ROOM_BYTES);
    this.#at = 0;
    this.#rowStart = 0;
    return chunk;
  }

  /** Begins a row; one that was not ended is as if it had never been. */
  beginRow(): void {
    this.#at = this.#rowStart;
  }

  /** Ends a field; the last of a row is ended by `endRow`. */
  endField(): void {
    this.#bytes[this.#at++] = TAB;
  }

  /** Ends a row, in place of the tab after its last field. */
  endRow(): void {
    this.#bytes[this.#at - 1] = LF;
    this.#rowStart = this.#at;
  }

  null(): void {
    this.#reserve(2);
    this.#bytes[this.#at++] = BACKSLASH;
    this.#bytes[this.#at++] = UPPER_N;
  }

  /** Text in UTF-8, without NUL. */
  text(source: Uint8Array, start: number, end: number): void {
    this.#reserve(2 * (end - start));
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = start; i < end; i++) {
      const byte = source[i] as number;
      const letter = ESCAPE[byte] as number;
      if (letter === 0) bytes[at++] = byte;
      else {
        bytes[at++] = BACKSLASH;
        bytes[at++] = letter;
      }
    }
    this.#at = at;
  }

  /** A few characters of ASCII that are no special ones. */
  plain(text: string): void {
    this.#reserve(text.length);
    for (let n = 0; n < text.length; n++) this.#bytes[this.#at++] = text.charCodeAt(n);
  }

  /** A finite number, so that the server reads back the same. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) <= LARGEST_QUICK) this.#integer(value);
    else this.plain(String(value));
  }

  /** Digits with zeros before them. */
  padded(value: number, digits: number): void {
    this.#reserve(digits);
    let rest = value;
    for (let at = this.#at + digits - 1; at >= this.#at; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    this.#at += digits;
  }

  #integer(value: number): void {
    let digits = 1;
    const size = Math.abs(value);
    for (let limit = 10; limit <= size; limit *= 10) digits++;
    this.#reserve(digits + 1);
    if (value < 0) this.#bytes[this.#at++] = MINUS;
    this.padded(size, digits);
  }

  /** Makes room for so many bytes and the tab after them. */
  #reserve(bytes: number): void {
    if (this.#at + bytes < this.#bytes.length) return;
    const roomier = Buffer.allocUnsafeSlow(2 * (this.#at + bytes));
    this.#bytes.copy(roomier, 0, 0, this.#at);
    this.#bytes = roomier;
  }
}
