/** A piece of SQL that counts: a word (in lower case), a quoted name, a literal, or one character. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'other';
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly at: number;
}

/**
 * Any piece, in one pattern: blanks and comments, text, its tag if it stands in dollars, names, words; else one character or a
 * number. Trying pattern after pattern takes several times as long, which is felt where all checks are read. Text in dollars
 * cannot begin within a word: `a$b$`.
 */
const PIECE =
  /(\s+|--[^\r\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*'|\$((?:[\p{L}_][\p{L}\p{N}_]*)?)\$[\s\S]*?\$\3\$)|("(?:[^"]|"")*")|([\p{L}_][\p{L}\p{N}_$]*)|\d[\p{L}\p{N}_.]*|[\s\S]/uy;

type Kind = Token['kind'] | 'blank';

/**
 * Splits SQL into what counts, without blanks and comments. Throws an Error that says what is wrong where the engines would
 * read it differently, or not at all: text, names and comments that do not end, comments within comments (nested to some,
 * not to others), a backslash before a quote (part of the text to some, the quote's end to others).
 */
export function tokenize(sql: string): readonly Token[] {
  return [...eachToken(sql)];
}

/** Likewise, one after another: who has seen enough need not pay for the rest. */
export function* eachToken(sql: string): Generator<Token> {
  for (let at = 0; at < sql.length; ) {
    const [kind, text] = pieceAt(sql, at);
    if (kind !== 'word') refuseDoubtful(kind, text, sql, at);
    if (kind !== 'blank') yield { kind, text: kind === 'word' ? text.toLowerCase() : text, at };
    at += text.length;
  }
}

/** The same SQL without its comments; lines stay where they are. Throws like `tokenize`. */
export function withoutComments(sql: string): string {
  let text = '';
  for (let at = 0; at < sql.length; ) {
    const [kind, piece] = pieceAt(sql, at);
    refuseDoubtful(kind, piece, sql, at);
    const isComment = kind === 'blank' && /^(--|\/\*)/.test(piece.trimStart());
    text += isComment ? piece.replace(/[^\s]/g, '') || ' ' : piece;
    at += piece.length;
  }
  return text;
}

function pieceAt(sql: string, at: number): readonly [Kind, string] {
  PIECE.lastIndex = at;
  const match = PIECE.exec(sql);
  if (match === null) throw new Error(`no token at ${at}`);
  return [kindOf(match), match[0]];
}

function kindOf(match: RegExpExecArray): Kind {
  if (match[1] !== undefined) return 'blank';
  if (match[2] !== undefined) return 'text';
  if (match[4] !== undefined) return 'name';
  return match[5] === undefined ? 'other' : 'word';
}

function refuseDoubtful(kind: string, text: string, sql: string, at: number): void {
  const problem = doubtIn(kind, text, sql.slice(at, at + 2));
  if (problem !== undefined) throw new Error(`line ${sql.slice(0, at).split('\n').length}: ${problem}`);
}

function doubtIn(kind: string, text: string, begin: string): string | undefined {
  if (kind === 'blank' && begin === '/*' && text.indexOf('/*', 1) !== -1) return 'a comment within a comment';
  if (kind === 'text' && begin[0] === "'" && /(?<!\\)(?:\\\\)*\\'/.test(text)) {
    return "a backslash before a quote: engines disagree on what it means; write '' for a quote";
  }
  if (kind !== 'other') return undefined;
  if (begin === '/*') return 'a comment without an end';
  if (begin[0] === "'" || begin[0] === '"') return `a ${begin[0]} without its partner`;
  return /^\$[^\d]/.test(begin) ? 'a $ that begins no text' : undefined;
}
