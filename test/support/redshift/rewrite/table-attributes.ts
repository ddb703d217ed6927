import { syntaxError } from '../error.ts';
import type { Edits } from './edits.ts';
import { closingOf } from './statement.ts';
import type { Token } from './tokens.ts';

/** How a table lies on the nodes. */
export interface TableAttributes {
  /** As svv_table_info shows it: `EVEN`, `ALL`, `KEY(user_id)`, `AUTO(ALL)`. */
  readonly diststyle: string;
  readonly distColumn: string | undefined;
  readonly sortColumns: readonly string[];
  readonly backup: boolean;
}

const DEFAULTS: TableAttributes = { diststyle: 'AUTO(ALL)', distColumn: undefined, sortColumns: [], backup: true };

/** Reads and removes what stands behind the columns; `next` is the first token that is no attribute. */
export function readTableAttributes(
  tokens: readonly Token[],
  from: number,
  edits: Edits,
): { attributes: TableAttributes; next: number } {
  let [attributes, at] = [DEFAULTS, from];
  for (;;) {
    const read = readAttribute(tokens, at);
    if (read === undefined) return { attributes, next: at };
    attributes = { ...attributes, ...read.found };
    const [first, last] = [tokens[at], tokens[read.next - 1]];
    if (first !== undefined && last !== undefined) edits.replace(first.start, last.end, '');
    at = read.next;
  }
}

interface Read {
  readonly found: Partial<TableAttributes>;
  readonly next: number;
}

function readAttribute(tokens: readonly Token[], at: number): Read | undefined {
  const [word, argument] = [tokens[at]?.name, tokens[at + 1]];
  if (word === 'backup') return { found: { backup: argument?.name === 'yes' }, next: at + 2 };
  if (word === 'encode' && argument?.name === 'auto') return { found: {}, next: at + 2 };
  if (word === 'diststyle') return { found: { diststyle: readStyle(argument) }, next: at + 2 };
  if (word === 'distkey') {
    return { found: { distColumn: names(tokens, at + 1)[0] }, next: closingOf(tokens, at + 1) + 1 };
  }
  if (word === 'compound' || word === 'interleaved') return readSortKey(tokens, at + 1);
  return word === 'sortkey' ? readSortKey(tokens, at) : undefined;
}

function readStyle(argument: Token | undefined): string {
  const style = argument?.name ?? '';
  if (style === 'auto') return 'AUTO(ALL)';
  if (['even', 'all', 'key'].includes(style)) return style.toUpperCase();
  throw syntaxError(argument?.text ?? '');
}

function readSortKey(tokens: readonly Token[], at: number): Read {
  if (tokens[at + 1]?.name === 'auto') return { found: {}, next: at + 2 };
  return { found: { sortColumns: names(tokens, at + 1) }, next: closingOf(tokens, at + 1) + 1 };
}

function names(tokens: readonly Token[], open: number): string[] {
  if (tokens[open]?.text !== '(') throw syntaxError(tokens[open]?.text ?? '');
  const inner = tokens.slice(open + 1, closingOf(tokens, open));
  return inner.filter(({ text }) => text !== ',').map(({ name }) => name);
}
