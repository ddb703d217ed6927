import { tokenize } from '../../sql/tokens.ts';

/** True if a query has an ORDER BY of its own, outside all parentheses, so that its rows come in that order. */
export function isOrdered(sql: string): boolean {
  let depth = 0;
  const tokens = tokenize(sql);
  return tokens.some(({ kind, text }, index) => {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    const next = tokens[index + 1];
    return depth === 0 && kind === 'word' && text === 'order' && next?.kind === 'word' && next.text === 'by';
  });
}
