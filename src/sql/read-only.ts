import { type Token, tokenize } from './tokens.ts';

/**
 * The text of one query that only reads, without a semicolon at its end. Throws an Error that says why it is none: anything
 * but one SELECT, or WITH before a SELECT, without INTO and without a part that changes something.
 */
export function requireReadOnly(sql: string): string {
  const all = tokenize(sql);
  const end = all.findIndex(({ text }) => text === ';');
  const tokens = end === -1 ? all : all.slice(0, end);
  if (end !== -1 && all.slice(end).some(({ text }) => text !== ';')) throw new Error('more than one statement');
  const [first] = tokens;
  if (first === undefined) throw new Error('no statement');
  if (!isWord(first, 'select') && !isWord(first, 'with')) {
    throw new Error(`expected SELECT or WITH … SELECT, found ${first.text.slice(0, 40)}`);
  }
  refuseChanges(tokens);
  if (isWord(first, 'with')) requireSelectAfterWith(tokens);
  return sql.slice(0, all[end]?.at).trim();
}

/**
 * INTO is reserved everywhere, so that it is never a name. A part of WITH that changes something, with or without a WITH of
 * its own, begins after a parenthesis. (A column that is called delete can be put in quotes.)
 */
function refuseChanges(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    if (isWord(token, 'into')) throw new Error('INTO writes');
    if (isWord(token, 'delete') && isWord(after, 'from')) throw new Error('DELETE writes');
    if (isWord(token, 'update') && /^[()]$/.test(before?.text ?? '')) throw new Error('UPDATE writes');
  }
}

/** What comes after the last of the parts that WITH names must be the SELECT. */
function requireSelectAfterWith(tokens: readonly Token[]): void {
  let depth = 0;
  for (const [index, { text, kind }] of tokens.entries()) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth !== 0 || kind !== 'word' || tokens[index - 1]?.text !== ')') continue;
    if (text === 'select') return;
    if (text !== 'as') throw new Error(`expected SELECT after WITH, found ${text.toUpperCase()}`);
  }
  throw new Error('expected SELECT after WITH');
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}
