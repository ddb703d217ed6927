import { LoadError } from './load-error.ts';
import type { CopyOptions } from './statement.ts';
import type { ColumnShape } from './types.ts';
import { findUtf8Fault, replaceFaults } from './utf8.ts';

/**
 * Text for a VARCHAR or CHAR: lengths count bytes. Numbers, booleans, objects and arrays come as their JSON.
 * @throws LoadError 1204 if it is too long, 1220 for what is no UTF-8, or no ASCII in a CHAR
 */
export function convertText(source: Buffer, column: ColumnShape, options: CopyOptions): string | null {
  const sound = checkCharacters(source, column, options.invalidCharacter);
  const text = options.trimBlanks ? sound.replace(/ +$/, '') : sound;
  if (options.emptyAsNull && text === '') return null;
  if (options.blanksAsNull && /^\s+$/.test(sound)) return null;
  const limit = column.length ?? 256;
  if (Buffer.byteLength(text) <= limit) return text;
  if (options.truncateColumns) return truncate(text, limit);
  const what = column.type === 'char' ? 'Char' : 'String';
  throw new LoadError(1204, `${what} length exceeds DDL length`);
}

function checkCharacters(source: Buffer, column: ColumnShape, invalidCharacter: string | undefined): string {
  if (column.type === 'char') return checkAscii(source);
  const fault = findUtf8Fault(source);
  if (fault === undefined) return source.toString();
  if (invalidCharacter !== undefined) return replaceFaults(source, invalidCharacter).toString();
  const hex = hexOf(fault.bytes);
  const reason = `String contains invalid or unsupported UTF-8 codepoints. Bad UTF-8 hex sequence: ${hex} (error ${fault.code})`;
  throw new LoadError(1220, reason, fault.start);
}

/** ACCEPTINVCHARS is for VARCHAR only. */
function checkAscii(source: Buffer): string {
  const bad = source.findIndex((byte) => byte >= 0x80 || byte === 0);
  if (bad < 0) return source.toString();
  const hex = hexOf(source.subarray(bad, bad + 4));
  const reason = `Multibyte character not supported for CHAR (Hint: Try using VARCHAR). Invalid char: ${hex}`;
  throw new LoadError(1220, reason, bad);
}

function hexOf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** No more than these bytes, and no part of a character. */
function truncate(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  let end = limit;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
