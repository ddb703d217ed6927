import type { SqlCatalog } from '../core/statement.ts';
import { compile, readSource } from '../sql/catalog.ts';
import type { CheckDefinition } from './definition.ts';
import { parseHeader } from './header.ts';

const FOLDER = 'check/';

/** The checks below src/sql/check, sorted by name. */
export function builtInChecks(sql: SqlCatalog): readonly CheckDefinition[] {
  return sql.names(FOLDER).map((path) => {
    const { path: origin, text } = readSource(path, sql.dialect);
    const { header, problems } = parseHeader(text, origin);
    const { title, severity, scope, tables } = header;
    if (problems.length > 0) throw new Error(problems.join('\n'));
    if (title === undefined || severity === undefined || scope === undefined || tables === undefined) {
      throw new Error(`${origin}: title, severity, scope and tables must be given`);
    }
    return {
      name: path.slice(FOLDER.length),
      title,
      severity,
      scope,
      tables,
      unit: header.unit,
      when: header.when ?? 'always',
      warnIf: header.warnIf,
      errorIf: header.errorIf,
      setting: header.setting,
      origin: `src/sql/${origin}`,
      demand: { kind: 'rows', text: compile(path, sql.dialect) },
    };
  });
}
