import { isBlank, LF } from './ascii.ts';
import type { Window } from './window.ts';

/** The blanks between the pieces of a file, and a byte order mark before the first. */
export class Margin {
  /** Blanks at the beginning of the last line on which a piece began. */
  indent = 0;
  #atFileStart = true;
  #atLineStart = true;
  #blanks = 0;

  /** Moves a window to the next piece; false if that takes more bytes, or there is none. */
  pass(window: Window, ended: boolean): boolean {
    if (this.#atFileStart && !this.#passByteOrderMark(window, ended)) return false;
    const { bytes, end } = window;
    let i = window.pos;
    for (; i < end && isBlank(bytes[i]); i++) {
      this.#blanks++;
      if (bytes[i] !== LF) continue;
      this.#atLineStart = true;
      this.#blanks = 0;
    }
    window.pos = i;
    if (i === end) return false;
    if (this.#atLineStart) this.indent = this.#blanks;
    this.#atLineStart = false;
    return true;
  }

  #passByteOrderMark(window: Window, ended: boolean): boolean {
    const { bytes, pending } = window;
    if (pending === 0 || (pending < 3 && bytes[0] === 0xef && !ended)) return false;
    if (pending >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) window.pos = 3;
    this.#atFileStart = false;
    return true;
  }
}
