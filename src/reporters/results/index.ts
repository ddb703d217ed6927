import type { ResultTable } from '../../core/warehouse.ts';
import { toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import { toTextTable } from './table.ts';

/** How a result can be written; each yields whole lines. The width counts for `table` only. Add one here. */
export const RESULT_FORMATS = {
  table: toTextTable,
  csv: toCsv,
  json: toJson,
  markdown: toMarkdown,
} as const satisfies Readonly<Record<string, (table: ResultTable, columns: number) => string>>;

export type ResultFormat = keyof typeof RESULT_FORMATS;
