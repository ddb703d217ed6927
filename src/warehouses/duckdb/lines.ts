const LF = 0x0a;
const TAB = 0x09;
const CR = 0x0d;
const BLANK = 0x20;

/**
 * How many rows DuckDB makes of a text in which it refuses nothing: one of each line that has anything in it. It takes
 * the same characters for blanks as C's isspace, those from tab to carriage return and the blank itself.
 */
export function countLines(content: Uint8Array): number {
  let count = 0;
  for (let start = 0; start < content.length; ) {
    const next = content.indexOf(LF, start);
    const end = next === -1 ? content.length : next;
    if (!isBlank(content, start, end)) count += 1;
    start = end + 1;
  }
  return count;
}

function isBlank(content: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = content[at] as number;
    if (byte !== BLANK && (byte < TAB || byte > CR)) return false;
  }
  return true;
}
