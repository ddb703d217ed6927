import { RedshiftError } from '../error.ts';
import { closingOf, topLevel } from './statement.ts';
import type { Token } from './tokens.ts';

const RANKING = new Set([
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
  'ntile',
  'lag',
  'lead',
  'listagg',
]);

/** @throws RedshiftError for an aggregate over an ordered window whose frame is left to be guessed */
export function refuseWindowWithoutFrame(tokens: readonly Token[]): void {
  tokens.forEach((token, at) => {
    if (token.name !== 'over' || tokens[at + 1]?.text !== '(' || RANKING.has(calledBefore(tokens, at))) return;
    const close = closingOf(tokens, at + 1);
    const has = (name: string) => !topLevel(tokens, at + 2, close, (inner) => inner.name === name).next().done;
    if (!has('order') || has('rows') || has('range')) return;
    throw new RedshiftError('Aggregate window functions with an ORDER BY clause require a frame clause', {
      code: '42601',
    });
  });
}

/** The function whose closing parenthesis stands before `over`. */
function calledBefore(tokens: readonly Token[], over: number): string {
  let depth = 0;
  for (let at = over - 1; at >= 0; at--) {
    if (tokens[at]?.text === ')') depth++;
    if (tokens[at]?.text === '(' && --depth === 0) {
      const name = tokens[at - 1]?.name ?? '';
      // `ignore nulls` and `within group (…)` stand between the call and OVER.
      return name === 'group' ? 'listagg' : name;
    }
  }
  return '';
}
