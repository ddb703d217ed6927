import { expect, it } from 'vitest';
import { builtInChecks } from '../../src/checks/built-in.ts';
import { tablesIn } from '../../src/checks/tables-in.ts';
import { DIALECTS } from '../../src/core/statement.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { tokenize } from '../../src/sql/tokens.ts';

it.each(DIALECTS)('each built-in check names the tables that it reads (%s)', (dialect) => {
  for (const { name, tables, demand } of builtInChecks(openCatalog(dialect))) {
    const read = 'text' in demand ? tablesIn(demand.text) : [];
    expect([...read].sort(), name).toEqual([...tables].sort());
  }
});

it('each built-in check says what holds, in one sentence', () => {
  for (const { name, title } of builtInChecks(openCatalog('duckdb'))) expect(title, name).toMatch(/^\S.*[^.]\.$/);
});

it.each(DIALECTS)('each built-in check whose rows are of groups says what they stand for (%s)', (dialect) => {
  for (const { name, unit, demand } of builtInChecks(openCatalog(dialect))) {
    const isOfGroups = 'text' in demand && hasGroups(demand.text);
    if (isOfGroups) expect(unit, name).toBeDefined();
  }
});

/** True where a query groups, or is about all rows at once, outside parentheses. */
function hasGroups(sql: string): boolean {
  let depth = 0;
  return tokenize(sql).some(({ kind, text }) => {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    return depth === 0 && kind === 'word' && ['group', 'having'].includes(text);
  });
}

it('days, columns and tables that offend are not called rows', () => {
  const checks = builtInChecks(openCatalog('duckdb'));
  const names: Record<string, string[]> = {};
  for (const { name, unit } of checks) if (unit !== undefined) names[unit] = [...(names[unit] ?? []), name];
  expect(names).toEqual({
    day: ['songplays_match_trend', 'songplays_volume', 'staged_days_published', 'staged_days_reconciled'],
    'empty column': [
      'songplays_filled',
      'staging_events_filled',
      'staging_events_mapped',
      'staging_songs_filled',
      'users_filled',
    ],
    'empty table': ['tables_not_empty'],
    id: ['artists_unique', 'songplays_unique', 'songs_unique', 'users_unique'],
    'start time': ['songplays_reconciled', 'time_unique'],
    summary: ['published_days_fresh', 'songplays_match_share'],
  });
});
