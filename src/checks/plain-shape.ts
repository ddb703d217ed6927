import { eachToken, type Token, tokenize } from '../sql/tokens.ts';

/** A check that looks at each row of one table by itself: `select … from TABLE [alias] where …`. */
export interface PlainShape {
  readonly table: string;
  readonly alias: string;
  /** The conditions that say which days are looked at; empty: the whole table. */
  readonly scope: string;
  /** What offends: all other conditions. */
  readonly condition: string;
}

/** What makes more of a query than a look at each row, where it stands outside parentheses. */
const MORE = new Set(
  'distinct join cross natural left right full inner on using group having order union except intersect limit window qualify fetch offset for sample tablesample'.split(
    ' ',
  ),
);

/** Calls in the list of columns that yield one value a row. Others may be aggregates. */
const ROW_CALLS = new Set(
  'varchar char decimal numeric cast coalesce nullif lower upper trim length round abs substring extract md5 date_trunc'.split(
    ' ',
  ),
);

const BOUNDS = /:'(first|last)_day'/;

/**
 * Recognises a query of the plain shape, so that those of one table can share a scan; undefined for any other.
 * @param text compiled for a dialect, its parameters still in it
 */
export function plainShape(text: string): PlainShape | undefined {
  const tokens = plainTokens(text);
  if (tokens === undefined) return undefined;
  const depths = depthsOf(tokens);
  const isTop = (index: number, word: string) =>
    depths[index] === 0 && tokens[index]?.kind === 'word' && tokens[index]?.text === word;
  const from = tokens.findIndex((_, index) => isTop(index, 'from'));
  const where = tokens.findIndex((_, index) => isTop(index, 'where'));
  if (from === -1 || where < from) return undefined;
  if (mayAggregate(tokens.slice(1, from))) return undefined;
  const source = readSource(tokens.slice(from + 1, where));
  if (source === undefined) return undefined;
  const conditions = conjuncts(text, tokens, depths, where + 1);
  const scope = conditions.filter((condition) => BOUNDS.test(condition));
  const others = conditions.filter((condition) => !BOUNDS.test(condition));
  if (others.length === 0) return undefined;
  const joined = (parts: readonly string[]) => parts.map(oneLine).join(' and ');
  return { ...source, scope: joined(scope), condition: joined(others) };
}

/** The tokens of a query; undefined as soon as it shows that it is more than a look at each row of one table. */
function plainTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let depth = 0;
  let isSource = false;
  for (const token of eachToken(text)) {
    const word = depth === 0 && token.kind === 'word' ? token.text : undefined;
    if (tokens.length === 0 && word !== 'select') return undefined;
    if (word !== undefined && MORE.has(word)) return undefined;
    if (isSource && word === undefined) return undefined;
    isSource = word === 'from';
    depth += step(token);
    tokens.push(token);
  }
  return tokens;
}

/** How many parentheses and CASEs are open around each token. */
function depthsOf(tokens: readonly Token[]): readonly number[] {
  let depth = 0;
  return tokens.map((token) => {
    const by = step(token);
    depth += by;
    return by > 0 ? depth - 1 : depth;
  });
}

/** 1 where a parenthesis or a CASE begins, -1 where one ends. */
function step({ kind, text }: Token): number {
  if (text === '(' || (kind === 'word' && text === 'case')) return 1;
  return text === ')' || (kind === 'word' && text === 'end') ? -1 : 0;
}

function mayAggregate(columns: readonly Token[]): boolean {
  return columns.some(({ kind, text }, index) => {
    const isCall = (kind === 'word' || kind === 'name') && columns[index + 1]?.text === '(';
    return isCall && !ROW_CALLS.has(text);
  });
}

/** `TABLE`, `TABLE alias` or `TABLE as alias`; undefined for anything else. */
function readSource(tokens: readonly Token[]): { table: string; alias: string } | undefined {
  const words = tokens.filter(({ kind, text }) => !(kind === 'word' && text === 'as'));
  const [table, alias = table] = words;
  if (table === undefined || alias === undefined || words.length > 2) return undefined;
  if (table.kind !== 'word' || alias.kind !== 'word') return undefined;
  return { table: table.text, alias: alias.text };
}

/** The conditions that AND joins at the top; one alone if an OR stands beside them. */
function conjuncts(
  text: string,
  tokens: readonly Token[],
  depths: readonly number[],
  start: number,
): readonly string[] {
  const parts: string[] = [];
  let begin = tokens[start]?.at ?? text.length;
  let inBetween = false;
  for (let index = start; index < tokens.length; index += 1) {
    const { kind, text: word, at } = tokens[index] as Token;
    if (depths[index] !== 0 || kind !== 'word') continue;
    if (word === 'or') return [text.slice(tokens[start]?.at)];
    if (word === 'between') inBetween = true;
    else if (word === 'and' && inBetween) inBetween = false;
    else if (word === 'and') {
      parts.push(text.slice(begin, at));
      begin = tokens[index + 1]?.at ?? text.length;
    }
  }
  return [...parts, text.slice(begin)];
}

/** Blanks between the tokens of a condition do not count: scopes are compared as text. */
function oneLine(condition: string): string {
  const tokens = tokenize(condition);
  return tokens
    .map(({ at }, index) => condition.slice(at, tokens[index + 1]?.at).replace(/\s+$/, ' '))
    .join('')
    .trim();
}
