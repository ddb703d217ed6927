import { expect, it } from 'vitest';
import { builtInChecks } from '../../src/checks/built-in.ts';
import { tablesIn } from '../../src/checks/tables-in.ts';
import { DIALECTS } from '../../src/core/statement.ts';
import { openCatalog } from '../../src/sql/catalog.ts';

it.each(DIALECTS)('each built-in check names the tables that it reads (%s)', (dialect) => {
  for (const { name, tables, demand } of builtInChecks(openCatalog(dialect))) {
    const read = 'text' in demand ? tablesIn(demand.text) : [];
    expect([...read].sort(), name).toEqual([...tables].sort());
  }
});

it('each built-in check says what holds, in one sentence', () => {
  for (const { name, title } of builtInChecks(openCatalog('duckdb'))) expect(title, name).toMatch(/^\S.*[^.]\.$/);
});
