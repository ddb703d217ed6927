// Everything but printable ASCII, the quote and the backslash.
const ESCAPED_ALWAYS = /[^ !#-[\]-~]/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A JSON string in pure ASCII, as the song files have it: `"Caf\u00e9"`. */
export function asciiJson(text: string): string {
  return `"${text.replace(ESCAPED_ALWAYS, escapeUnit)}"`;
}

/** The same as the event logs have it, where a slash is escaped too: `"AC\/DC"`. */
export function slashedJson(text: string): string {
  return asciiJson(text).replaceAll('/', '\\/');
}

/**
 * What the event logs make of an accented name: its UTF-8 bytes read as Latin-1, twice over, so that each accented
 * letter becomes four characters ("é" turns into "Ã\u0083Â©"). Plain ASCII stays as it is.
 */
export function doublyEncoded(text: string): string {
  return readAsLatin1(readAsLatin1(text));
}

function readAsLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function escapeUnit(unit: string): string {
  return SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A decimal literal that stays one when it is whole: 218 becomes `218.0`. */
export function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
