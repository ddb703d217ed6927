import type { ResultTable } from '../../core/warehouse.ts';
import { clean } from '../text.ts';

/** A table of GitHub's Markdown: numbers to the right, NULL as a word, and nothing in values that would be taken for markup. */
export function toMarkdown({ columns, rows }: ResultTable): string {
  const header = columns.map(({ name }) => escapeMarkup(name));
  const rule = columns.map(({ kind }) => (kind === 'number' ? '---:' : '---'));
  const body = rows.map((row) => row.map((value) => (value === null ? 'NULL' : escapeMarkup(value))));
  return [header, rule, ...body].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Text that Markdown shows as it is, on one line. */
export function escapeMarkup(text: string): string {
  return clean(text).replace(/[\\|<*`[\]]/g, '\\$&');
}
