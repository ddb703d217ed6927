import * as ascii from './ascii.ts';

/** What the letter after a backslash stands for, by its byte; 0 for `u` and for what JSON does not allow. */
const MEANING = new Uint8Array(256);
for (const [letter, meaning] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  MEANING[letter.charCodeAt(0)] = meaning.charCodeAt(0);
}

/** The value of a hexadecimal digit, by its byte. */
const HEX = new Uint8Array(256);
for (let digit = 0; digit < 16; digit++) {
  const letter = digit.toString(16);
  HEX[letter.charCodeAt(0)] = digit;
  HEX[letter.toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Writes the content of a JSON string (valid, every surrogate with its other half) as UTF-8 without escapes.
 * @param target at least as large as the content: no escape is shorter than what it stands for
 * @returns how many bytes were written
 */
export function writeUnescaped(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let at = 0;
  let i = start;
  while (i < end) {
    const byte = bytes[i] as number;
    if (byte !== ascii.BACKSLASH) {
      target[at++] = byte;
      i++;
      continue;
    }
    const letter = bytes[i + 1] as number;
    if (letter !== ascii.LOWER_U) {
      target[at++] = MEANING[letter] as number;
      i += 2;
      continue;
    }
    let point = hexAt(bytes, i + 2);
    i += 6;
    if (point >= 0xd800 && point <= 0xdbff) {
      point = 0x10000 + ((point - 0xd800) << 10) + (hexAt(bytes, i + 2) - 0xdc00);
      i += 6;
    }
    at = writePoint(target, at, point);
  }
  return at;
}

function hexAt(bytes: Uint8Array, at: number): number {
  const digit = (n: number) => HEX[bytes[at + n] as number] as number;
  return (digit(0) << 12) | (digit(1) << 8) | (digit(2) << 4) | digit(3);
}

/** Writes a character in UTF-8; returns the index after it. */
function writePoint(target: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    target[at] = point;
    return at + 1;
  }
  const size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  let rest = point;
  for (let n = size - 1; n > 0; n--) {
    target[at + n] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  // As many ones as there are bytes, then a zero.
  target[at] = ((0xf00 >> size) & 0xff) | rest;
  return at + size;
}
