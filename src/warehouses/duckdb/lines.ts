const LF = 0x0a;
const TAB = 0x09;
const CR = 0x0d;
const BLANK = 0x20;

/** How many rows DuckDB makes of a text in which it refuses nothing, see `LineCounter`. */
export function countLines(content: Uint8Array): number {
  const counter = new LineCounter();
  counter.read(content);
  return counter.end();
}

/**
 * Counts the rows that DuckDB makes of a file in which it refuses nothing: one of each line that has anything in it. It takes
 * the same characters for blanks as C's isspace, those from tab to carriage return and the blank itself.
 */
export class LineCounter {
  #count = 0;
  /** Whether the line that has not ended yet has anything in it. */
  #hasContent = false;

  /** Takes the next piece of the file, which may end anywhere. */
  read(piece: Uint8Array): void {
    for (let start = 0; start < piece.length; ) {
      const next = piece.indexOf(LF, start);
      const end = next === -1 ? piece.length : next;
      this.#hasContent ||= !isBlank(piece, start, end);
      if (next !== -1) this.#endLine();
      start = end + 1;
    }
  }

  end(): number {
    this.#endLine();
    return this.#count;
  }

  #endLine(): void {
    if (this.#hasContent) this.#count += 1;
    this.#hasContent = false;
  }
}

function isBlank(content: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = content[at] as number;
    if (byte !== BLANK && (byte < TAB || byte > CR)) return false;
  }
  return true;
}
