import { RedshiftError } from '../error.ts';
import { readColumn } from './column.ts';
import type { Edits } from './edits.ts';
import { type ParsedStatement, readName } from './statement.ts';

/** Rewrites `ALTER TABLE t ADD [COLUMN] c type …`; RENAME, DROP COLUMN and OWNER TO are PostgreSQL's own. */
export function rewriteAlterTable({ tokens }: ParsedStatement, edits: Edits): void {
  if (tokens[0]?.name !== 'alter' || tokens[1]?.name !== 'table') return;
  const read = readName(tokens, 2);
  if (read === undefined) return;
  const [action, word] = [tokens[read.next]?.name, tokens[read.next + 1]?.name];
  if (action === 'append' || (action === 'alter' && word !== 'column')) {
    throw new RedshiftError(`the stand-in for Redshift does not imitate ALTER TABLE ${action.toUpperCase()}`, {
      code: '0A000',
    });
  }
  if (action !== 'add') return;
  if (['primary', 'unique', 'foreign', 'constraint'].includes(word ?? '')) {
    throw new RedshiftError('the stand-in for Redshift takes keys in CREATE TABLE only', { code: '0A000' });
  }
  readColumn(tokens, read.next + (word === 'column' ? 2 : 1), tokens.length, edits);
}
