import { type Token, tokenize } from '../sql/tokens.ts';

/** Functions that have a FROM among their arguments: `extract(hour from start_time)`. */
const FROM_ARGUMENTS = new Set(['extract', 'substring', 'trim', 'overlay']);

/** What ends the list of tables after FROM, so that a comma is followed by something else. */
const AFTER_TABLES = new Set(
  'select where group having order limit offset union intersect except window qualify fetch for'.split(' '),
);

/** Words that stand where a table could, and are none. */
const NO_TABLES = new Set(['select', 'with', 'values', 'lateral', 'only', 'unnest']);

/** What is open: a parenthesis, or the query itself. */
interface Level {
  readonly isCall: boolean;
  inFrom: boolean;
}

/**
 * The tables that a query reads, in the order in which they first stand behind FROM or JOIN, without those that WITH names
 * and without functions; each as it can be put into SQL again, in lower case unless it is in quotes.
 */
export function tablesIn(sql: string): readonly string[] {
  const tokens = tokenize(sql);
  const named = new Set(tokens.flatMap((_, at) => namedByWith(tokens, at) ?? []));
  const levels: Level[] = [];
  let level: Level = { isCall: false, inFrom: false };
  let isExpected = false;
  const tables: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (isExpected && isName(token)) tables.push(...tableAt(tokens, at));
    isExpected = (isExpected && (token.text === '(' || token.text === 'lateral')) || opensTable(tokens, at, level);
    if (isExpected && token.text !== '(') level.inFrom = true;
    else if (isWord(token, AFTER_TABLES)) level.inFrom = false;
    if (token.text === '(') {
      levels.push(level);
      level = { isCall: isWord(tokens[at - 1], FROM_ARGUMENTS), inFrom: false };
    } else if (token.text === ')') level = levels.pop() ?? level;
  }
  return [...new Set(tables)].filter((table) => !named.has(table));
}

/** True if a table can come behind this token. */
function opensTable(tokens: readonly Token[], at: number, level: Level): boolean {
  const { text, kind } = tokens[at] as Token;
  if (text === ',') return level.inFrom;
  if (kind !== 'word') return false;
  // IS DISTINCT FROM compares.
  return text === 'join' || (text === 'from' && !level.isCall && tokens[at - 1]?.text !== 'distinct');
}

/** The name that begins here, maybe with that of its schema before it; none if it is a function's. */
function tableAt(tokens: readonly Token[], at: number): readonly string[] {
  const parts: string[] = [];
  let next = at;
  for (; isName(tokens[next]); next += 2) {
    parts.push(plain(tokens[next]));
    if (tokens[next + 1]?.text !== '.') break;
  }
  return isWord(tokens[at], NO_TABLES) || tokens[next + 1]?.text === '(' ? [] : [parts.join('.')];
}

const BEFORE_NAMED = new Set(['with', 'recursive']);
const AS = new Set(['as']);
const BEFORE_PART = new Set(['not', 'materialized']);

/** `x as (select …)`, `x (a, b) as (select …)`, `x as materialized (…)`: the name, if WITH names one here. */
function namedByWith(tokens: readonly Token[], at: number): string | undefined {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (!isName(token) || (before?.text !== ',' && !isWord(before, BEFORE_NAMED))) return undefined;
  let next = at + 1;
  if (tokens[next]?.text === '(') next = tokens.findIndex(({ text }, index) => index > next && text === ')') + 1;
  if (!isWord(tokens[next], AS)) return undefined;
  while (isWord(tokens[next + 1], BEFORE_PART)) next += 1;
  return tokens[next + 1]?.text === '(' ? plain(token) : undefined;
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'name';
}

function isWord(token: Token | undefined, words: ReadonlySet<string>): boolean {
  return token?.kind === 'word' && words.has(token.text);
}

/** A name as it can be put into SQL again: its quotes only if it needs them. */
function plain(token: Token | undefined): string {
  const text = token?.text ?? '';
  return /^"[a-z_][a-z0-9_]*"$/.test(text) ? text.slice(1, -1) : text;
}
