import * as ascii from './ascii.ts';

/** Finds where reading goes on after a piece that cannot be loaded, in bytes that arrive in parts. */
export interface Skip {
  /** Once it has ended at the first character of a line: the blanks before that. */
  readonly indentOfNext?: number | undefined;
  /** Passes over bytes; returns the index at which reading goes on, or -1 if that is not among them. */
  advance(bytes: Uint8Array, from: number, end: number): number;
}

/** Stray text: up to the next `{` on its line, or to the end of the line. A leading string is passed over as a whole. */
export class StraySkip implements Skip {
  #started = false;
  #inString = false;
  #escaped = false;

  advance(bytes: Uint8Array, from: number, end: number): number {
    for (let i = from; i < end; i++) {
      const byte = bytes[i];
      if (byte === ascii.LF) return i;
      if (this.#inString) this.#string(byte);
      else if (byte === ascii.LEFT_BRACE) return i;
      else if (!this.#started) this.#inString = byte === ascii.QUOTE;
      this.#started = true;
    }
    return -1;
  }

  #string(byte: number | undefined): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === ascii.BACKSLASH) this.#escaped = true;
    else if (byte === ascii.QUOTE) this.#inString = false;
  }
}

/** A piece that is known to end at an index of the bytes at hand. */
export class KnownSkip implements Skip {
  readonly #end: number;

  constructor(end: number) {
    this.#end = end;
  }

  advance(): number {
    return this.#end;
  }
}
