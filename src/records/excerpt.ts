/** Characters (UTF-16 units) of a rejected value or piece that are shown. */
const SHOWN = 200;
/** Bytes that are enough for as many characters, whichever they are. */
const KEPT = 4 * SHOWN;

// Not trimEnd: it would take away a stray byte order mark as well.
const TRAILING_BLANKS = /[\t-\r ]+$/;

/** Collects the beginning of a piece of text that passes by in parts. */
export class Excerpt {
  #kept: Buffer = Buffer.alloc(0);

  take(bytes: Buffer, start: number, end: number): void {
    const wanted = Math.min(end - start, KEPT + 1 - this.#kept.length);
    if (wanted > 0) this.#kept = Buffer.concat([this.#kept, bytes.subarray(start, start + wanted)]);
  }

  text(): string {
    return shorten(this.#kept, 0, this.#kept.length);
  }
}

/**
 * The text of some bytes of the file, at most 200 characters and then "…", fit for any text column:
 * bytes that are not UTF-8 become U+FFFD, and NUL, which engines cannot store, becomes "␀".
 */
export function shorten(bytes: Buffer, start: number, end: number, shown: number = SHOWN): string {
  const text = bytes
    .toString('utf8', start, Math.min(end, start + 4 * shown))
    .replace(TRAILING_BLANKS, '')
    .replaceAll('\0', '␀');
  if (text.length <= shown && end - start <= 4 * shown) return text;
  return `${cut(text, shown)}…`;
}

/** The first `length` units of a text, not ending within a surrogate pair. */
export function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
