/** A value of JSON as it stands in a file: bytes, for nobody promises that they are UTF-8. */
export interface JsonValue {
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  /** A string's content, escapes resolved; of all else the text. */
  readonly bytes: Buffer;
}

export type JsonMembers = ReadonlyMap<string, JsonValue>;

const BLANKS = /[ \t\r\n]*/y;
const SCALAR = /[-+.\w]+/y;

/** The members of an object that was found sound. Of a key that is there twice the last counts. */
export function readMembers({ bytes }: { readonly bytes: Buffer }): JsonMembers {
  const members = new Map<string, JsonValue>();
  const reader = new Reader(bytes);
  reader.open();
  while (!reader.takeClose()) {
    const key = reader.value().bytes.toString();
    reader.colon();
    members.set(key, reader.value());
    reader.takeComma();
  }
  return members;
}

/** The elements of an array that was found sound. */
export function readElements({ bytes }: { readonly bytes: Buffer }): JsonValue[] {
  const elements: JsonValue[] = [];
  const reader = new Reader(bytes);
  reader.open();
  while (!reader.takeClose()) {
    elements.push(reader.value());
    reader.takeComma();
  }
  return elements;
}

/** Walks over sound JSON, one character for each byte. */
class Reader {
  readonly #text: string;
  #pos = 0;

  constructor(bytes: Buffer) {
    this.#text = bytes.toString('latin1');
  }

  open(): void {
    this.#pos++;
    this.#match(BLANKS);
  }

  takeClose(): boolean {
    return '}]'.includes(this.#text[this.#pos] ?? '}');
  }

  colon(): void {
    this.open();
  }

  takeComma(): void {
    if (this.#text[this.#pos] === ',') this.open();
  }

  /** A value, and the blanks after it. */
  value(): JsonValue {
    const first = this.#text[this.#pos] ?? '';
    const value = '{['.includes(first) ? this.#container(first) : this.#scalar(first);
    this.#match(BLANKS);
    return value;
  }

  #scalar(first: string): JsonValue {
    if (first === '"') return { kind: 'string', bytes: unescapeString(this.#string()) };
    const text = this.#match(SCALAR);
    const kind = text === 'null' ? 'null' : text === 'true' || text === 'false' ? 'boolean' : 'number';
    return { kind, bytes: Buffer.from(text, 'latin1') };
  }

  #container(first: string): JsonValue {
    const start = this.#pos;
    let depth = 0;
    do {
      const character = this.#text[this.#pos] ?? '';
      if (character === '"') this.#string();
      else this.#pos++;
      if ('{['.includes(character)) depth++;
      if ('}]'.includes(character)) depth--;
    } while (depth > 0);
    const bytes = Buffer.from(this.#text.slice(start, this.#pos), 'latin1');
    return { kind: first === '{' ? 'object' : 'array', bytes };
  }

  /** By hand: a pattern would need a stack as deep as the text is long. */
  #string(): string {
    const start = this.#pos++;
    while (this.#text[this.#pos] !== '"') this.#pos += this.#text[this.#pos] === '\\' ? 2 : 1;
    return this.#text.slice(start, ++this.#pos);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#pos;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#pos += text.length;
    return text;
  }
}

const ESCAPE = /((?:\\u[\dA-Fa-f]{4})+)|\\(.)/g;
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescapeString(literal: string): Buffer {
  const inner = literal.slice(1, -1);
  if (!inner.includes('\\')) return Buffer.from(inner, 'latin1');
  const text = inner.replace(ESCAPE, (_, units: string | undefined, plain = '') =>
    units === undefined ? (CONTROLS[plain] ?? plain) : utf8(units.split('\\u').slice(1)),
  );
  return Buffer.from(text, 'latin1');
}

/** UTF-16 in hex as bytes of UTF-8, one character for each byte. A surrogate alone becomes what is no UTF-8. */
function utf8(units: readonly string[]): string {
  const text = units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    const isLone = character.length === 1 && code >= 0xd800 && code <= 0xdfff;
    const bytes = isLone ? [0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)] : Buffer.from(character);
    return String.fromCharCode(...bytes);
  }).join('');
}
