import { count, counted } from './format.ts';
import type { Style } from './style.ts';
import { padEnd, padStart } from './text.ts';

/** What `prune` deleted, or would delete. */
export interface PruneReport {
  readonly dryRun: boolean;
  /** Days before this one are pruned; null: staging is not. */
  readonly stagingBefore: string | null;
  readonly historyBefore: string | null;
  /** Days whose staged events went. */
  readonly days: number;
  /** Rows, by table. */
  readonly tables: Readonly<Record<string, number>>;
}

/** Rows deleted, table by table. */
export function prunedText({ dryRun, stagingBefore, historyBefore, days, tables }: PruneReport, style: Style): string {
  const would = dryRun ? 'Would delete' : 'Deleted';
  const head = [
    ...(stagingBefore === null
      ? []
      : [`${would} what is staged for published days before ${stagingBefore}: ${counted(days, 'day')}`]),
    ...(historyBefore === null ? [] : [`${would} runs that began before ${historyBefore}`]),
  ];
  const names = Math.max(...Object.keys(tables).map((table) => table.length));
  const figures = Math.max(...Object.values(tables).map((rows) => count(rows).length));
  const rows = Object.entries(tables).map(
    ([table, deleted]) =>
      `  ${padEnd(table, names)}  ${padStart(count(deleted), figures)} ${deleted === 1 ? 'row' : 'rows'}`,
  );
  const note = dryRun ? [style.dim('Nothing was deleted (--dry-run).')] : [];
  return [...head.map(style.bold), ...rows, ...note].map((line) => `${line}\n`).join('');
}
