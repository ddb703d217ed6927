import { messageOf } from '../core/errors.ts';
import type { Dialect } from '../core/statement.ts';
import type { CheckDefinition } from './definition.ts';
import { readText } from './folder.ts';
import { type Header, parseHeader } from './header.ts';
import type { TakenNames } from './names.ts';
import { readUserQuery, type UserQuery } from './user-query.ts';

/** A user's file with one query: what its header says, and the query. Undefined is what could not be read. */
interface ReadFile {
  readonly header: Header | undefined;
  readonly query: UserQuery | undefined;
  readonly problems: readonly string[];
}

/** Reads a user's file with one query, and takes its name. */
export async function readQueryFile(file: {
  readonly path: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly names: TakenNames;
}): Promise<ReadFile> {
  const { path, name, dialect, names } = file;
  const taken = names.take(name, path);
  const problems = taken === undefined ? [] : [`${path}: ${taken}`];
  try {
    const source = await readText(path);
    const { header, problems: inHeader } = parseHeader(source, path);
    problems.push(...inHeader);
    const query = attempt(() => readUserQuery(source, dialect), path, problems);
    if (query !== undefined) problems.push(...contradictions(header, query).map((each) => `${path}: ${each}`));
    return { header, query, problems };
  } catch (error) {
    return {
      header: undefined,
      query: undefined,
      problems: [...problems, `${path}: cannot be read: ${messageOf(error)}`],
    };
  }
}

/** What header and query say together. */
export function declared(
  header: Header,
  query: UserQuery,
): Omit<CheckDefinition, 'name' | 'title' | 'origin' | 'demand'> {
  return {
    severity: header.severity ?? 'error',
    scope: query.scope,
    tables: header.tables ?? query.tables,
    unit: header.unit,
    when: header.when ?? 'always',
    warnIf: header.warnIf,
    errorIf: header.errorIf,
    setting: undefined,
  };
}

function contradictions({ setting, scope }: Header, query: UserQuery): readonly string[] {
  const problems: string[] = [];
  if (setting !== undefined) problems.push('setting: only a built-in check depends on a setting');
  if (scope === 'days' && query.scope === 'all') {
    problems.push("scope: days, but the query takes neither :'first_day' nor :'last_day'");
  }
  if (scope === 'all' && query.scope === 'days')
    problems.push("scope: all, but the query takes :'first_day' or :'last_day'");
  return problems;
}

function attempt<T>(read: () => T, path: string, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    const message = messageOf(error);
    problems.push(/^line \d+: /.test(message) ? `${path} ${message}` : `${path}: ${message}`);
    return undefined;
  }
}
