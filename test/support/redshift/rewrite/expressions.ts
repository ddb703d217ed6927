import type { Edits } from './edits.ts';
import { closingOf, type ParsedStatement, topLevel } from './statement.ts';
import type { Token } from './tokens.ts';

/** Functions whose first argument is a bare date part. */
const WITH_DATE_PART = new Set(['dateadd', 'date_add', 'datediff', 'date_diff', 'date_part']);

/** Rewrites what PostgreSQL writes otherwise: quoted names, EXTRACT, date parts, SYSDATE, LISTAGG, casts. */
export function rewriteExpressions({ tokens }: ParsedStatement, edits: Edits): void {
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token.kind === 'quoted') edits.replace(token.start, token.end, `"${token.name.replaceAll('"', '""')}"`);
    if (token.kind !== 'word') return;
    if (token.name === 'sysdate' && next?.text !== '(' && tokens[at - 1]?.text !== '.') {
      edits.replace(token.start, token.end, 'redshift.sysdate()');
    }
    if (next?.text === '(') rewriteCall(tokens, at, edits);
    if (['numeric', 'decimal'].includes(token.name) && next?.text !== '(' && isTypeOfCast(tokens, at)) {
      edits.insert(token.end, '(18,0)');
    }
    if (['varchar', 'nvarchar'].includes(token.name) && next?.text === '(') rewriteVarcharCast(tokens, at, edits);
  });
}

function rewriteCall(tokens: readonly Token[], at: number, edits: Edits): void {
  const name = tokens[at]?.name ?? '';
  const part = tokens[at + 2];
  if (name === 'extract') rewriteExtract(tokens, at, edits);
  if (name === 'listagg') rewriteListagg(tokens, at, edits);
  if (!WITH_DATE_PART.has(name) || part?.kind !== 'word' || tokens[at + 3]?.text !== ',') return;
  edits.replace(part.start, part.end, `'${part.name}'`);
}

/** `extract(hour from x)` gives an integer. */
function rewriteExtract(tokens: readonly Token[], at: number, edits: Edits): void {
  const [call, part, from] = [tokens[at], tokens[at + 2], tokens[at + 3]];
  if (call === undefined || part === undefined || from?.name !== 'from') return;
  edits.replace(call.start, call.end, 'redshift.extract_part');
  edits.replace(part.start, part.end, part.kind === 'string' ? part.text : `'${part.name}'`);
  edits.replace(from.start, from.end, ',');
}

/** `listagg(x, ',') within group (order by y)` is `string_agg(x::text, ',' order by y)`. */
function rewriteListagg(tokens: readonly Token[], at: number, edits: Edits): void {
  const close = closingOf(tokens, at + 1);
  const [call, end] = [tokens[at], tokens[close]];
  if (call === undefined || end === undefined) return;
  edits.replace(call.start, call.end, 'string_agg');
  const comma = topLevel(tokens, at + 2, close, (token) => token.text === ',').next().value;
  edits.insert((comma === undefined ? end : (tokens[comma] ?? end)).start, '::text');
  if (comma === undefined) edits.insert(end.start, ", ''");
  const [within, open] = [tokens[close + 1], tokens[close + 3]];
  if (within?.name !== 'within' || open === undefined) return;
  const groupEnd = tokens[closingOf(tokens, close + 3)];
  if (groupEnd === undefined) return;
  // The closing parenthesis of the call goes; that of the group closes both.
  edits.replace(end.start, open.end, ' ');
}

/** A cast to VARCHAR(n) keeps n bytes: `cast(x as varchar(9))`, `x::varchar(9)`. */
function rewriteVarcharCast(tokens: readonly Token[], at: number, edits: Edits): void {
  const [type, length, close] = [tokens[at], tokens[at + 2], tokens[at + 3]];
  if (type === undefined || length?.kind !== 'number' || close?.text !== ')') return;
  const isPostfix = tokens[at - 1]?.text === '::';
  const operand = isPostfix ? operandBefore(tokens, at - 2) : castOperand(tokens, at);
  const [first, last] = [tokens[operand?.from ?? -1], tokens[operand?.to ?? -1]];
  if (first === undefined || last === undefined) return;
  edits.insert(first.start, 'redshift.cut((');
  edits.replace(last.end, close.end, `)::text, ${length.text})${isPostfix ? '' : ' as varchar'}`);
}

/** `cast ( … as varchar`: the tokens between; undefined where this is no cast. */
function castOperand(tokens: readonly Token[], at: number): { from: number; to: number } | undefined {
  if (tokens[at - 1]?.name !== 'as') return undefined;
  let depth = 0;
  for (let back = at - 2; back >= 0; back--) {
    const text = tokens[back]?.text;
    if (text === ')') depth++;
    if (text === '(' && depth-- === 0) {
      return tokens[back - 1]?.name === 'cast' ? { from: back + 1, to: at - 2 } : undefined;
    }
  }
  return undefined;
}

/** The operand that ends at `last`: a literal, a column, a call or parentheses, with casts of its own. */
function operandBefore(tokens: readonly Token[], last: number): { from: number; to: number } | undefined {
  let from = last;
  if (tokens[from]?.text === ')') {
    let depth = 0;
    do {
      if (tokens[from]?.text === ')') depth++;
      if (tokens[from]?.text === '(') depth--;
      from--;
    } while (depth > 0 && from >= 0);
    if (tokens[from]?.kind !== 'word' || isKeyword(tokens[from])) from++;
  }
  while (tokens[from - 1]?.text === '.') from -= 2;
  if (tokens[from - 1]?.text === '::') return withFirst(operandBefore(tokens, from - 2), last);
  return { from, to: last };
}

function withFirst(inner: { from: number } | undefined, to: number): { from: number; to: number } | undefined {
  return inner === undefined ? undefined : { from: inner.from, to };
}

/** Words that stand before parentheses without calling anything. */
const KEYWORDS = new Set([
  'select',
  'and',
  'or',
  'not',
  'when',
  'then',
  'else',
  'on',
  'where',
  'in',
  'by',
  'as',
  'having',
]);

function isKeyword(token: Token | undefined): boolean {
  return token !== undefined && KEYWORDS.has(token.name);
}

function isTypeOfCast(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 1]?.text === '::' || (tokens[at - 1]?.name === 'as' && tokens[at + 1]?.text === ')');
}
