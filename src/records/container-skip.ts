import * as ascii from './ascii.ts';
import type { Skip } from './skip.ts';

/** An indentation that no line has: such a piece ends only where its brackets balance. */
export const NO_LINE = -1;

/**
 * A broken object or array. Reading goes on, whichever comes first,
 * - after the bracket that balances the first one, brackets within strings aside;
 * - at a later line that begins with `{` and is indented no deeper than the broken piece: the next record, since what is
 *   nested in a pretty-printed object stands deeper. Thus a line cut short never takes the next one with it.
 */
export class ContainerSkip implements Skip {
  readonly #open: number;
  readonly #close: number;
  readonly #maxIndent: number;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 0;
  #lastInkLine = 0;
  /** Blanks so far at the beginning of a later line; -1 after them. */
  #indent = -1;
  #stoppedAtIndent: number | undefined;

  /** @param maxIndent blanks before the broken piece in its line, or NO_LINE */
  constructor(open: number, maxIndent: number) {
    this.#open = open;
    this.#close = open === ascii.LEFT_BRACE ? ascii.RIGHT_BRACE : ascii.RIGHT_BRACKET;
    this.#maxIndent = maxIndent;
  }

  /** The line on which reading goes on, and the last before it that is not blank; the first of the piece is 0. */
  get line(): number {
    return this.#line;
  }

  get lastInkLine(): number {
    return this.#lastInkLine;
  }

  /** Blanks before the `{` at which reading goes on; undefined if it goes on elsewhere. */
  get indentOfNext(): number | undefined {
    return this.#stoppedAtIndent;
  }

  advance(bytes: Uint8Array, from: number, end: number): number {
    for (let i = from; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === ascii.LF) this.#newLine();
      else if (this.#indent >= 0 && ascii.isBlank(byte)) this.#indent++;
      else {
        if (this.#indent >= 0 && this.#beginsRecord(byte)) return i;
        if (this.#balances(byte)) return i + 1;
      }
    }
    return -1;
  }

  #newLine(): void {
    // No string goes over a line's end: one that its line does not close is closed here.
    this.#inString = false;
    this.#escaped = false;
    this.#line++;
    this.#indent = 0;
  }

  /** Called with the first byte of a line that is not blank. */
  #beginsRecord(byte: number): boolean {
    if (byte === ascii.LEFT_BRACE && this.#indent <= this.#maxIndent) {
      this.#stoppedAtIndent = this.#indent;
      return true;
    }
    this.#indent = -1;
    this.#lastInkLine = this.#line;
    return false;
  }

  #balances(byte: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString && byte === ascii.BACKSLASH) this.#escaped = true;
    else if (byte === ascii.QUOTE) this.#inString = !this.#inString;
    else if (this.#inString) return false;
    else if (byte === this.#open) this.#depth++;
    else if (byte === this.#close) return --this.#depth === 0;
    return false;
  }
}
