import { RedshiftError } from '../error.ts';

/** A piece of SQL with its place in the text; blanks and comments are between the tokens. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'dollar' | 'number' | 'parameter' | 'symbol';
  /** As written. */
  readonly text: string;
  /** Words and quoted names as names: folded, without quotes. All else as written. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /(?:\s+|--[^\n]*)+/y;
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /[A-Za-z_\u0080-\uffff#][\w$\u0080-\uffff]*/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y],
  ['parameter', /\$\d+/y],
  ['dollar', /\$([A-Za-z_]\w*)?\$.*?\$\1\$/sy],
  ['quoted', /"(?:[^"]|"")*"/y],
  // A backslash escapes, as in PostgreSQL before 9: what is a literal there is none here, and the other way round.
  ['string', /'(?:[^'\\]|''|\\.)*'/sy],
  ['symbol', /::|:=|<=|>=|<>|!=|\|\||./suy],
];

/**
 * Takes SQL apart.
 * @throws RedshiftError 42601 on quotes and comments that do not end
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let start = skipBlanks(sql, 0);
  while (start < sql.length) {
    const token = readToken(sql, start);
    tokens.push(token);
    start = skipBlanks(sql, token.end);
  }
  return tokens;
}

function readToken(sql: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined) continue;
    if (kind === 'symbol') refuseOpenQuote(sql, start, text);
    return { kind, text, name: nameOf(kind, text), start, end: start + text.length };
  }
  throw new Error(`no token at ${start}`);
}

function nameOf(kind: Token['kind'], text: string): string {
  if (kind === 'word') return text.toLowerCase();
  // Quoted ASCII names fold as well, unless enable_case_sensitive_identifier is set.
  if (kind === 'quoted') return text.slice(1, -1).replaceAll('""', '"').toLowerCase();
  return text;
}

function refuseOpenQuote(sql: string, start: number, text: string): void {
  const what = text === "'" ? 'quoted string' : text === '"' ? 'quoted identifier' : undefined;
  if (what === undefined) return;
  throw new RedshiftError(`unterminated ${what} at or near "${sql.slice(start)}"`, { code: '42601' });
}

function skipBlanks(sql: string, start: number): number {
  let at = start;
  for (;;) {
    BLANK.lastIndex = at;
    if (BLANK.test(sql)) at = BLANK.lastIndex;
    if (!sql.startsWith('/*', at)) return at;
    at = endOfComment(sql, at);
  }
}

/** Comments nest. */
function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  throw new RedshiftError('unterminated /* comment', { code: '42601' });
}
