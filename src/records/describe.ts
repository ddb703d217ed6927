import { MAX_RECORD_BYTES } from '../core/dataset.ts';
import * as ascii from './ascii.ts';
import { cut, shorten } from './excerpt.ts';

export const ARRAY_FOUND =
  'expected an object, found an array: one JSON object per record, without [ ] around them and commas between them';
export const TOO_LARGE = `the object is larger than ${MAX_RECORD_BYTES} bytes`;

/** Bytes before an offending one that are quoted, so that it can be found in a long line. */
const CONTEXT = 30;
const STRAY_SHOWN = 40;

/** Says what is wrong at a byte of a record that begins at `start`. */
export function describeFailure(bytes: Buffer, start: number, at: number, expected: string): string {
  return `not JSON: expected ${expected}, found ${nameByte(bytes[at] as number)} after ${textBefore(bytes, start, at)}`;
}

/** Says what stands where a record should. */
export function describeStray(text: string): string {
  return `expected an object, found ${nameStray(text)}`;
}

function nameStray(text: string): string {
  if (text.startsWith(',')) return 'a comma: one object follows the other without';
  if (text.startsWith('"')) return 'a string';
  if (/^-?\d/.test(text)) return 'a number';
  if (/^(true|false|null)$/.test(text)) return text;
  return `"${text.length > STRAY_SHOWN ? `${cut(text, STRAY_SHOWN)}…` : text}"`;
}

function nameByte(byte: number): string {
  if (byte === ascii.LF || byte === ascii.CR) return 'the end of the line';
  if (byte === ascii.SPACE || byte === ascii.TAB) return 'a blank';
  if (byte === ascii.QUOTE) return 'a double quote';
  if (byte < ascii.SPACE) return `the control character U+${byte.toString(16).padStart(4, '0').toUpperCase()}`;
  return byte < 0x80 ? `"${String.fromCharCode(byte)}"` : 'a character beyond ASCII';
}

function textBefore(bytes: Buffer, start: number, at: number): string {
  let from = Math.max(start, at - CONTEXT);
  while (from < at && isContinuation(bytes[from] as number)) from++;
  const text = shorten(bytes, from, at, CONTEXT).replaceAll(/\s+/g, ' ');
  return from === start ? text : `…${text}`;
}

/** A byte within a UTF-8 character, not its first. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
