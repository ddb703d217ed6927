import { RedshiftError, syntaxError } from '../error.ts';
import type { Edits } from './edits.ts';
import { rewriteIdentity } from './identity.ts';
import { closingOf, quote } from './statement.ts';
import type { DeclaredKey } from './table-constraints.ts';
import type { Token } from './tokens.ts';
import { rewriteType } from './types.ts';

/** What a column's definition says beyond PostgreSQL's. */
export interface ColumnAttributes {
  readonly name: string;
  readonly isQuoted: boolean;
  readonly isDistKey: boolean;
  readonly isSortKey: boolean;
  readonly encoding: string | undefined;
  readonly keys: readonly DeclaredKey[];
}

/** Rewrites the definition between the tokens `from` and `to` (behind the last). */
export function readColumn(tokens: readonly Token[], from: number, to: number, edits: Edits): ColumnAttributes {
  const column = tokens[from];
  if (column === undefined) throw syntaxError(tokens[to]?.text ?? '');
  const name = column.name;
  const type = rewriteType(tokens, from + 1, to, edits);
  const last = tokens[to - 1];
  if (type.bytes !== undefined && last !== undefined) edits.insert(last.end, byteLimit(name, type.bytes));
  const found = {
    isDistKey: false,
    isSortKey: false,
    encoding: undefined as string | undefined,
    keys: [] as DeclaredKey[],
  };
  let at = type.next;
  while (at < to) {
    const next = readAttribute(tokens, at, to, name, found, edits);
    at = next;
  }
  return { name, isQuoted: column.kind === 'quoted', ...found };
}

/** VARCHAR(n) counts bytes; PostgreSQL counts characters. */
function byteLimit(column: string, bytes: number): string {
  return ` constraint ${quote(`bytes_${bytes}_${column}`)} check (octet_length(${quote(column)}) <= ${bytes})`;
}

interface Found {
  isDistKey: boolean;
  isSortKey: boolean;
  encoding: string | undefined;
  keys: DeclaredKey[];
}

/** Reads one attribute at `at`, removes it if PostgreSQL has none such; the index behind it. */
function readAttribute(
  tokens: readonly Token[],
  at: number,
  to: number,
  column: string,
  found: Found,
  edits: Edits,
): number {
  const word = tokens[at]?.name ?? '';
  const remove = (next: number) => {
    const [first, last] = [tokens[at], tokens[next - 1]];
    if (first !== undefined && last !== undefined) edits.replace(first.start, last.end, '');
    return next;
  };
  switch (word) {
    case 'distkey':
      found.isDistKey = true;
      return remove(at + 1);
    case 'sortkey':
      found.isSortKey = true;
      return remove(at + 1);
    case 'encode':
      found.encoding = tokens[at + 1]?.name;
      return remove(at + 2);
    case 'unique':
      found.keys.push({ kind: 'unique', columns: [column] });
      return remove(at + 1);
    case 'primary':
      found.keys.push({ kind: 'primary', columns: [column] });
      return remove(at + 2);
    case 'references':
      found.keys.push({ kind: 'foreign', columns: [column] });
      return remove(endOfReference(tokens, at, to));
    case 'identity':
      return rewriteIdentity(tokens, at, edits);
    case 'check':
      throw new RedshiftError('CHECK constraints are not supported', { code: '0A000' });
    case 'generated':
      if (tokens[at + 1]?.name === 'always')
        throw syntaxError(tokens[at + 1]?.text ?? '', 'Redshift has BY DEFAULT only.');
      return at + 3;
    default:
      return tokens[at]?.text === '(' ? closingOf(tokens, at) + 1 : at + 1;
  }
}

function endOfReference(tokens: readonly Token[], at: number, to: number): number {
  const open = tokens.findIndex(({ text }, index) => index > at && index < to && text === '(');
  return open < 0 ? at + 2 : closingOf(tokens, open) + 1;
}
