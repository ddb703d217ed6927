import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DIALECTS, type Dialect } from '../../src/core/statement.ts';
import { compile, statementNames } from '../../src/sql/catalog.ts';

/**
 * The compiled SQL of every statement stands in test/golden/<dialect>/, so that a change to what an engine gets shows in
 * the diff. After an intended change: UPDATE_GOLDEN=1 npx vitest run test/sql/golden.test.ts, and review the diff.
 */
const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));
const HOW_TO = 'if that is intended: UPDATE_GOLDEN=1 npx vitest run test/sql/golden.test.ts, and review the diff';

const pathOf = (dialect: Dialect, name: string) => join(GOLDEN, dialect, `${name}.sql`);

/** Fragments are seen in the statements that they are part of. */
const namesOf = (dialect: Dialect) => statementNames(dialect).filter((name) => !name.startsWith('fragments/'));

function goldenNames(dialect: Dialect): string[] {
  const folder = join(GOLDEN, dialect);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .map((path) => path.replace(/\.sql$/, ''));
}

if (process.env.UPDATE_GOLDEN) {
  rmSync(GOLDEN, { recursive: true, force: true });
  for (const dialect of DIALECTS) {
    for (const name of namesOf(dialect)) {
      mkdirSync(dirname(pathOf(dialect, name)), { recursive: true });
      writeFileSync(pathOf(dialect, name), `${compile(name, dialect)}\n`);
    }
  }
}

describe.each(DIALECTS)('the SQL for %s', (dialect) => {
  it.each(namesOf(dialect))('of %s is what was reviewed', (name) => {
    const path = pathOf(dialect, name);
    expect(existsSync(path), `test/golden/${dialect}/${name}.sql is missing; ${HOW_TO}`).toBe(true);
    expect(`${compile(name, dialect)}\n`, `the SQL of ${name} changed; ${HOW_TO}`).toBe(readFileSync(path, 'utf8'));
  });

  it('has no golden file left over from a statement that is gone', () => {
    const known = new Set(namesOf(dialect));
    const unknown = goldenNames(dialect).filter((name) => !known.has(name));
    expect(unknown, `no such statements; ${HOW_TO}`).toEqual([]);
  });
});
