import type { SqlCatalog, Statement } from '../core/statement.ts';
import { describe } from './catalog.ts';
import { EVERY_DAY } from './every-day.ts';

/** A check as its file declares it. */
export interface Check {
  readonly title: string;
  readonly severity: 'error' | 'warn';
  readonly statement: Statement;
}

/**
 * Reads src/sql/check/<name>.sql. Its header says what the check means, its severity (`error` blocks, `warn` reports)
 * and its scope: `days` looks at the days from the first to the last of those chosen, `all` at whole tables.
 */
export function readCheck(name: string, sql: SqlCatalog, days: readonly string[]): Check {
  const [title = name, ...settings] = describe(`check/${name}`, sql.dialect);
  const header = new Map(settings.map((line) => line.split(': ') as [string, string]));
  const severity = header.get('severity');
  if (severity !== 'error' && severity !== 'warn') throw new Error(`check/${name}.sql: no severity`);
  const sorted = [...days].sort();
  const bounds = { first_day: sorted[0] ?? EVERY_DAY.first_day, last_day: sorted.at(-1) ?? EVERY_DAY.last_day };
  const parameters = header.get('scope') === 'days' ? bounds : {};
  return { title, severity, statement: sql.statement(`check/${name}`, parameters) };
}
