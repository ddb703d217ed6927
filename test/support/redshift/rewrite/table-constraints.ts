import { RedshiftError } from '../error.ts';
import type { Edits } from './edits.ts';
import { closingOf } from './statement.ts';
import type { Token } from './tokens.ts';

/** A key that is written down and never enforced. */
export interface DeclaredKey {
  readonly kind: 'primary' | 'unique' | 'foreign';
  readonly columns: readonly string[];
}

const TABLE_CONSTRAINTS = new Set(['primary', 'unique', 'foreign', 'check', 'constraint', 'exclude']);

export function isTableConstraint(tokens: readonly Token[], from: number): boolean {
  return tokens[from]?.kind === 'word' && TABLE_CONSTRAINTS.has(tokens[from]?.name ?? '');
}

/** Takes the constraint between the tokens `from` and `to` (behind the last) out of the statement, with its comma. */
export function dropTableConstraint(tokens: readonly Token[], from: number, to: number, edits: Edits): DeclaredKey[] {
  const kindAt = tokens[from]?.name === 'constraint' ? from + 2 : from;
  const kind = tokens[kindAt]?.name;
  if (kind !== 'primary' && kind !== 'unique' && kind !== 'foreign') {
    throw new RedshiftError(`${tokens[kindAt]?.name?.toUpperCase()} constraints are not supported`, { code: '0A000' });
  }
  const [comma, last] = [tokens[from - 1], tokens[to - 1]];
  if (comma !== undefined && last !== undefined) edits.replace(comma.start, last.end, comma.text === '(' ? '(' : '');
  const open = tokens.findIndex(({ text }, at) => at > kindAt && text === '(');
  const columns = tokens.slice(open + 1, closingOf(tokens, open)).filter(({ text }) => text !== ',');
  return [{ kind, columns: columns.map(({ name }) => name) }];
}
