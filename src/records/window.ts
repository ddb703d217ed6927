import { LF } from './ascii.ts';

const EMPTY = Buffer.alloc(0);
const MIN_CAPACITY = 4096;

/**
 * The part of a file that is in memory: what has not been consumed yet, contiguous, with line numbers.
 * Chunks must not be changed after they were pushed: where nothing is pending they are used without a copy.
 */
export class Window {
  bytes: Buffer = EMPTY;
  /** The next byte to be read, and the end of the bytes known, as indexes into `bytes`. */
  pos = 0;
  end = 0;

  /** Position of `bytes[0]` in the file. */
  #base = 0;
  #markPos = 0;
  #markLine = 1;

  get pending(): number {
    return this.end - this.pos;
  }

  /** Position in the file of an index into `bytes`. */
  position(index: number): number {
    return this.#base + index;
  }

  /** Line of a byte at or after the last mark; the first is 1. Lines end with LF. */
  lineAt(index: number): number {
    const passed = this.bytes.subarray(this.#markPos, index);
    let line = this.#markLine;
    for (let at = passed.indexOf(LF); at >= 0; at = passed.indexOf(LF, at + 1)) line++;
    return line;
  }

  /** Moves the mark forward, so that no line is counted twice; returns its line. */
  mark(index: number): number {
    this.#markLine = this.lineAt(index);
    this.#markPos = index;
    return this.#markLine;
  }

  /** Appends bytes. Indexes handed out before are no longer valid. */
  push(chunk: Uint8Array): void {
    if (this.pending === 0) this.#adopt(chunk);
    else this.#append(chunk);
  }

  #adopt(chunk: Uint8Array): void {
    this.#drop(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), 0);
    this.end = chunk.byteLength;
  }

  #append(chunk: Uint8Array): void {
    const { pending } = this;
    // A chunk that is used as it is has no room behind its end.
    if (this.end + chunk.byteLength > this.bytes.length) {
      // Doubling keeps the copying of a long record in small chunks proportional to its length.
      const roomier = Buffer.allocUnsafe(Math.max(2 * pending, pending + chunk.byteLength, MIN_CAPACITY));
      this.#drop(roomier, this.bytes.copy(roomier, 0, this.pos, this.end));
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.byteLength;
  }

  /** Replaces the buffer by one that begins with the pending bytes. */
  #drop(next: Buffer, pending: number): void {
    this.mark(this.pos);
    this.#base += this.pos;
    this.#markPos = 0;
    this.bytes = next;
    this.pos = 0;
    this.end = pending;
  }
}
