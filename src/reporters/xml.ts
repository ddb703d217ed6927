/** An element with either elements or text in it, or nothing. Attributes that are undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly content?: readonly XmlElement[] | string;
}

/** What XML 1.0 does not allow in a document, not even escaped (its production "Char"). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Read as they are, they would end the markup; in an attribute, line ends would come out as blanks (XML 1.0, 2.11 and 3.3.3). */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A whole XML 1.0 document, one element a line. Names are written as they are; characters that XML forbids become `\u{1b}`. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(root, '')}`;
}

function xmlElement({ name, attributes = {}, content = '' }: XmlElement, indent: string): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value), /[&<>"\t\n\r]/g)}"`],
  );
  const start = `${indent}<${name}${written.join('')}`;
  if (content.length === 0) return `${start}/>\n`;
  if (typeof content === 'string') return `${start}>${escaped(content, /[&<>\r]/g)}</${name}>\n`;
  return `${start}>\n${content.map((child) => xmlElement(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

function escaped(text: string, markup: RegExp): string {
  return text
    .replace(FORBIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(markup, (character) => ESCAPES[character] ?? character);
}
