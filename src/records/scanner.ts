import * as ascii from './ascii.ts';
import { Members } from './members.ts';
import { scanNumber, scanString, scanWord } from './scalars.ts';
import { INCOMPLETE, ScanState } from './scan-state.ts';

/**
 * Levels of objects and arrays in one record. Redshift's SUPER bears as many; a parser without a limit can be brought down
 * by one line (DuckDB 1.5 crashes on 200,000 brackets), and without one the search for the next record may scan
 * the same bytes as often as they are nested.
 */
export const MAX_DEPTH = 1000;

/**
 * Checks one JSON object or array (RFC 8259, nothing more lenient) in place and notes where its members are.
 * Text is not decoded here: invalid UTF-8 and lone surrogates only leave a mark, since they do not blur where a value ends.
 *
 * It takes no state from one call to the next. An answer depends on the bytes before it alone, so whoever has
 * only a part of an object asks again with more of it.
 */
export class Scanner extends ScanState {
  readonly members = new Members();

  /**
   * Scans the object or array that begins at `start`.
   * @returns the index after it; INCOMPLETE if `end` comes before its end; BROKEN if it is not JSON
   */
  scan(bytes: Uint8Array, start: number, end: number): number {
    this.reset(bytes, end);
    this.members.clear();
    return this.#container(start, 1, this.members);
  }

  #container(start: number, depth: number, members: Members | undefined): number {
    if (depth > MAX_DEPTH) return this.fail(start, `no more than ${MAX_DEPTH} levels of nesting`);
    return this.bytes[start] === ascii.LEFT_BRACE
      ? this.#object(start, depth, members)
      : this.#array(start, depth, members);
  }

  #object(start: number, depth: number, members: Members | undefined): number {
    const { bytes, end } = this;
    let i = this.#skipSpace(start + 1);
    if (i < end && bytes[i] === ascii.RIGHT_BRACE) return i + 1;
    for (;;) {
      if (i >= end || bytes[i] !== ascii.QUOTE) return this.fail(i, 'a key in double quotes');
      const keyEnd = scanString(this, i);
      if (keyEnd < 0) return keyEnd;
      const colon = this.#skipSpace(keyEnd);
      if (colon >= end || bytes[colon] !== ascii.COLON) return this.fail(colon, 'a colon after the key');
      const valueStart = this.#skipSpace(colon + 1);
      const valueEnd = this.#value(valueStart, depth);
      if (valueEnd < 0) return valueEnd;
      members?.add(i + 1, keyEnd - 1, valueStart, valueEnd);
      i = this.#skipSpace(valueEnd);
      if (i < end && bytes[i] === ascii.RIGHT_BRACE) return i + 1;
      if (i >= end || bytes[i] !== ascii.COMMA) return this.fail(i, 'a comma or "}"');
      i = this.#skipSpace(i + 1);
    }
  }

  #array(start: number, depth: number, members: Members | undefined): number {
    const { bytes, end } = this;
    let i = this.#skipSpace(start + 1);
    if (i < end && bytes[i] === ascii.RIGHT_BRACKET) return i + 1;
    for (;;) {
      const valueEnd = this.#value(i, depth);
      if (valueEnd < 0) return valueEnd;
      members?.add(-1, -1, i, valueEnd);
      i = this.#skipSpace(valueEnd);
      if (i < end && bytes[i] === ascii.RIGHT_BRACKET) return i + 1;
      if (i >= end || bytes[i] !== ascii.COMMA) return this.fail(i, 'a comma or "]"');
      i = this.#skipSpace(i + 1);
    }
  }

  #value(start: number, depth: number): number {
    if (start >= this.end) return INCOMPLETE;
    const first = this.bytes[start];
    if (first === ascii.QUOTE) return scanString(this, start);
    if (first === ascii.MINUS || ascii.isDigit(first)) return scanNumber(this, start);
    if (first === ascii.LEFT_BRACE || first === ascii.LEFT_BRACKET) return this.#container(start, depth + 1, undefined);
    return scanWord(this, start);
  }

  #skipSpace(from: number): number {
    const { bytes, end } = this;
    let i = from;
    for (; i < end; i++) {
      const byte = bytes[i];
      if (byte !== ascii.SPACE && byte !== ascii.LF && byte !== ascii.CR && byte !== ascii.TAB) break;
    }
    return i;
  }
}
