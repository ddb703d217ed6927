import type { ParsedStatement } from '../rewrite/statement.ts';

/** Tags with a count; SELECT and COPY have none on Redshift. */
const COUNTED = new Set(['UPDATE', 'DELETE']);
const OBJECTS = /^(CREATE|DROP|ALTER) .*?\b(TABLE|VIEW|SCHEMA|DATABASE|USER|GROUP|FUNCTION|PROCEDURE|ROLE)\b/;

/** The tag of CommandComplete. */
export function tagOf(statement: ParsedStatement, count: number | null): string {
  const words = statement.tokens.slice(0, 8).map(({ text }) => text.toUpperCase());
  const command = commandOf(statement, words[0] ?? '');
  if (command === 'INSERT') return `INSERT 0 ${count ?? 0}`;
  if (COUNTED.has(command)) return `${command} ${count ?? 0}`;
  const object = OBJECTS.exec(words.join(' '));
  if (object === null) return command;
  return isCreateAs(statement) ? 'SELECT' : `${object[1]} ${object[2]}`;
}

function commandOf({ tokens }: ParsedStatement, first: string): string {
  if (first === '(') return 'SELECT';
  if (first !== 'WITH') return first;
  const main = tokens.find(({ name, kind }) => kind === 'word' && ['update', 'delete'].includes(name));
  return main?.text.toUpperCase() ?? 'SELECT';
}

/** CREATE TABLE AS answers like the SELECT that it is. */
function isCreateAs({ tokens }: ParsedStatement): boolean {
  if (tokens[0]?.name !== 'create') return false;
  return tokens.slice(0, 4).some(({ name }) => name === 'table') && tokens.some(({ name }) => name === 'select');
}
