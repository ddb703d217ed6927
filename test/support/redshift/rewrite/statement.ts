import { type Token, tokenize } from './tokens.ts';

/** One statement of a message, with the tokens that lie in it. Positions count from the start of `sql`. */
export interface ParsedStatement {
  readonly sql: string;
  readonly tokens: readonly Token[];
}

/** Splits a message at its semicolons; empty statements vanish. */
export function splitStatements(message: string): ParsedStatement[] {
  const statements: ParsedStatement[] = [];
  let tokens: Token[] = [];
  const flush = () => {
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first !== undefined && last !== undefined) statements.push(cut(message, tokens, first.start, last.end));
    tokens = [];
  };
  for (const token of tokenize(message)) {
    if (token.text === ';') flush();
    else tokens.push(token);
  }
  flush();
  return statements;
}

function cut(message: string, tokens: readonly Token[], start: number, end: number): ParsedStatement {
  const shifted = tokens.map((token) => ({ ...token, start: token.start - start, end: token.end - start }));
  return { sql: message.slice(start, end), tokens: shifted };
}

/** The words that the statement begins with, as one text: `create temp table`. */
export function leadingWords({ tokens }: ParsedStatement, count: number): string {
  const words: string[] = [];
  for (const token of tokens.slice(0, count)) {
    if (token.kind !== 'word') break;
    words.push(token.name);
  }
  return words.join(' ');
}

/** Index of the parenthesis that closes the one at `open`; the end of the list if there is none. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** Indexes of the tokens between `from` and `to` that stand in no parentheses of their own and fulfil the test. */
export function* topLevel(
  tokens: readonly Token[],
  from: number,
  to: number,
  test: (token: Token) => boolean,
): Generator<number> {
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) return;
    if (token.text === '(') at = closingOf(tokens, at);
    else if (test(token)) yield at;
  }
}

/** A name of one or two parts at `at`, and the index behind it. */
export function readName(tokens: readonly Token[], at: number): { name: QualifiedName; next: number } | undefined {
  const first = tokens[at];
  if (first === undefined || (first.kind !== 'word' && first.kind !== 'quoted')) return undefined;
  const second = tokens[at + 2];
  if (tokens[at + 1]?.text !== '.' || second === undefined) {
    return { name: { schema: undefined, table: first.name }, next: at + 1 };
  }
  return { name: { schema: first.name, table: second.name }, next: at + 3 };
}

/** A table, as it was called. */
export interface QualifiedName {
  readonly schema: string | undefined;
  readonly table: string;
}

/** The name in double quotes, for PostgreSQL. */
export function quoteName({ schema, table }: QualifiedName): string {
  return schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
