import * as ascii from './ascii.ts';
import { INCOMPLETE, type ScanState } from './scan-state.ts';

const PLAIN = 0;
const NON_ASCII = 1;
const SPECIAL = 2;

/** What a byte is within a string: itself, part of a longer character, or something that has to be looked at. */
const STRING_CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return NON_ASCII;
  return byte < ascii.SPACE || byte === ascii.QUOTE || byte === ascii.BACKSLASH ? SPECIAL : PLAIN;
});

const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const WORDS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]));

/** Scans a string from its opening quote; returns the index after the closing one, INCOMPLETE or BROKEN. */
export function scanString(scan: ScanState, start: number): number {
  const { bytes, end } = scan;
  let seen = PLAIN;
  let i = start + 1;
  while (i < end) {
    const byte = bytes[i] as number;
    const kind = STRING_CLASS[byte] as number;
    if (kind !== SPECIAL) {
      seen |= kind;
      i++;
    } else if (byte === ascii.QUOTE) {
      if (seen === NON_ASCII) scan.nonAscii = true;
      return i + 1;
    } else if (byte === ascii.BACKSLASH) {
      i = scanEscape(scan, i);
      if (i < 0) return i;
    } else {
      return scan.fail(i, 'the closing quote of a string');
    }
  }
  return INCOMPLETE;
}

function scanEscape(scan: ScanState, start: number): number {
  const { bytes, end } = scan;
  if (start + 1 >= end) return INCOMPLETE;
  const letter = bytes[start + 1] as number;
  if (letter === ascii.LOWER_U) return scanUnicodeEscape(scan, start);
  return ESCAPED.has(letter) ? start + 2 : scan.fail(start + 1, 'one of "\\/bfnrtu after a backslash');
}

/** Takes both halves of a surrogate pair at once; a half without the other is marked, not refused. */
function scanUnicodeEscape(scan: ScanState, start: number): number {
  const { bytes, end } = scan;
  const unit = scanHex(scan, start + 2);
  if (unit < 0) return unit;
  const next = start + 6;
  if (unit < 0xd800 || unit > 0xdfff) return next;
  if (unit < 0xdc00) {
    if (next >= end) return INCOMPLETE;
    if (bytes[next] === ascii.BACKSLASH) {
      if (next + 1 >= end) return INCOMPLETE;
      if (bytes[next + 1] === ascii.LOWER_U) {
        const low = scanHex(scan, next + 2);
        if (low < 0) return low;
        if (low >= 0xdc00 && low <= 0xdfff) return next + 6;
      }
    }
  }
  if (scan.loneSurrogate < 0) scan.loneSurrogate = start;
  return next;
}

/** The value of four hexadecimal digits, INCOMPLETE or BROKEN. */
function scanHex(scan: ScanState, start: number): number {
  let unit = 0;
  for (let i = start; i < start + 4; i++) {
    if (i >= scan.end) return INCOMPLETE;
    const digit = Number.parseInt(String.fromCharCode(scan.bytes[i] as number), 16);
    if (Number.isNaN(digit)) return scan.fail(i, 'four hexadecimal digits after \\u');
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Scans a number. At the very end its next digit may be yet to come; its container is incomplete anyway. */
export function scanNumber(scan: ScanState, start: number): number {
  const { bytes, end } = scan;
  let i = bytes[start] === ascii.MINUS ? start + 1 : start;
  if (i < end && bytes[i] === ascii.ZERO) {
    i++;
    if (i < end && ascii.isDigit(bytes[i])) return scan.fail(i, 'no digit after a leading zero');
  } else {
    i = scanDigits(scan, i, 'a digit');
  }
  if (i >= 0 && i < end && bytes[i] === ascii.DOT) i = scanDigits(scan, i + 1, 'a digit after the decimal point');
  if (i >= 0 && i < end && ((bytes[i] as number) | 0x20) === 0x65) i = scanExponent(scan, i + 1);
  return i;
}

function scanExponent(scan: ScanState, start: number): number {
  const sign = start < scan.end ? scan.bytes[start] : undefined;
  const signed = sign === ascii.PLUS || sign === ascii.MINUS;
  return scanDigits(scan, signed ? start + 1 : start, 'a digit in the exponent');
}

function scanDigits(scan: ScanState, start: number, expected: string): number {
  const { bytes, end } = scan;
  let i = start;
  while (i < end && ascii.isDigit(bytes[i])) i++;
  return i === start ? scan.fail(i, expected) : i;
}

/** Scans true, false or null. */
export function scanWord(scan: ScanState, start: number): number {
  const word = WORDS.get(scan.bytes[start] as number);
  if (word === undefined) return scan.fail(start, 'a value');
  for (let n = 1; n < word.length; n++) {
    const at = start + n;
    if (at >= scan.end || scan.bytes[at] !== word[n]) return scan.fail(at, `the word ${word}`);
  }
  return start + word.length;
}
