import { RedshiftError, syntaxError } from '../error.ts';
import { type ParsedStatement, topLevel } from './statement.ts';

/**
 * Refuses what MERGE of PostgreSQL can do more.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
 */
export function refuseForeignMerge({ tokens }: ParsedStatement): void {
  if (tokens[0]?.name !== 'merge') return;
  if (tokens.at(-1)?.name === 'duplicates') {
    throw new RedshiftError('the stand-in for Redshift does not imitate REMOVE DUPLICATES', { code: '0A000' });
  }
  const clauses = [...topLevel(tokens, 0, tokens.length, ({ name }) => name === 'matched')];
  for (const at of clauses) {
    const [next, action] = [tokens[at + 1], tokens[at + 2]];
    if (next?.name !== 'then') throw syntaxError(next?.text ?? '', 'WHEN … AND is not supported.');
    if (action?.name === 'do') throw syntaxError(action.text, 'DO NOTHING is not supported.');
  }
  const inserts = clauses.filter((at) => tokens[at - 1]?.name === 'not').length;
  if (clauses.length !== 2 || inserts !== 1) {
    throw syntaxError('', 'MERGE needs WHEN MATCHED and WHEN NOT MATCHED, each once.');
  }
}
