import { syntaxError } from '../error.ts';
import { type ParsedStatement, type QualifiedName, readName } from './statement.ts';

const TARGET_AT: Readonly<Record<string, number>> = { insert: 2, delete: 2, merge: 2, update: 1 };

/**
 * The table that a statement writes rows to.
 * @throws RedshiftError 42601 where DELETE, UPDATE or MERGE give the target another name
 */
export function writtenTable({ tokens }: ParsedStatement): QualifiedName | undefined {
  const first = tokens[0]?.name ?? '';
  const at = Object.hasOwn(TARGET_AT, first) ? TARGET_AT[first] : undefined;
  if (at === undefined) return undefined;
  // `DELETE t` is valid without FROM.
  const read = readName(tokens, first === 'delete' && tokens[1]?.name !== 'from' ? 1 : at);
  if (read === undefined) return undefined;
  const next = tokens[read.next];
  const mayFollow: Readonly<Record<string, readonly string[]>> = {
    delete: ['using', 'where'],
    merge: ['using'],
    update: ['set'],
  };
  const expected = mayFollow[first];
  if (next !== undefined && expected !== undefined && !expected.includes(next.name)) {
    throw syntaxError(next.text, `Redshift knows no alias of the target of ${first.toUpperCase()}.`);
  }
  return read.name;
}
