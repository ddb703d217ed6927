/** Bytes that are no UTF-8. */
export interface Utf8Fault {
  readonly start: number;
  readonly bytes: Buffer;
  /** 1 too long, 2 cut short, 3 no first byte, 4 no continuation, 5 a surrogate, 7 beyond U+10FFFF. */
  readonly code: number;
}

/**
 * The first bytes that are no UTF-8, or NUL, which no text of Redshift holds.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/multi-byte-character-load-errors.html for the codes
 */
export function findUtf8Fault(bytes: Buffer, from = 0): Utf8Fault | undefined {
  for (let i = from; i < bytes.length; ) {
    const first = bytes[i] as number;
    const length = lengthOf(first);
    const code = length === 0 ? codeOfFirst(first) : codeOfRest(bytes, i, length);
    if (code !== 0) return { start: i, bytes: bytes.subarray(i, i + faultLength(bytes, i, length, code)), code };
    i += length;
  }
  return undefined;
}

/** Puts a character in the place of each bad byte. */
export function replaceFaults(bytes: Buffer, character: string): Buffer {
  const copy = Buffer.from(bytes);
  for (let fault = findUtf8Fault(copy); fault !== undefined; fault = findUtf8Fault(copy, fault.start)) {
    copy.fill(character, fault.start, fault.start + fault.bytes.length);
  }
  return copy;
}

/** `0` for a byte that begins no character. */
function lengthOf(first: number): number {
  if (first === 0) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

function codeOfFirst(first: number): number {
  if (first >= 0xf5 && first < 0xf8) return 7;
  return first >= 0xf8 && first < 0xfe ? 1 : 3;
}

/** `0` for a sound character. */
function codeOfRest(bytes: Buffer, at: number, length: number): number {
  if (at + length > bytes.length) return 2;
  for (let i = at + 1; i < at + length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) return 4;
  const [first, second = 0] = [bytes[at] as number, bytes[at + 1]];
  if (first === 0xed && second >= 0xa0) return 5;
  if (first === 0xf4 && second >= 0x90) return 7;
  const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  return isOverlong ? 4 : 0;
}

/** A bad first byte alone; else the character, as far as its continuation goes. */
function faultLength(bytes: Buffer, at: number, length: number, code: number): number {
  if (length === 0) return 1;
  if (code !== 2 && code !== 4) return length;
  let end = at + 1;
  while (end < at + length && end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end++;
  return end - at;
}
