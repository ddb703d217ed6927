import { join } from 'node:path';
import type { Dialect } from '../core/statement.ts';
import { type Found, listFolder, type QueryFile, queryFiles, requireSome, type UserFolder } from './folder.ts';
import type { TakenNames } from './names.ts';
import { isTestList, readOperatorTests } from './operator-tests.ts';
import { declared, readQueryFile } from './query-file.ts';

/**
 * Reads the checks in a folder of a user: files of SQL, each a SELECT of offending rows, and lists of tests. Other files are
 * left alone.
 * @throws EtlError 'usage' if the folder cannot be read, or holds no check
 */
export async function readOwnChecks(folder: UserFolder, dialect: Dialect, names: TakenNames): Promise<Found> {
  const isWanted = (file: string) => file.endsWith('.sql') || isTestList(file);
  const files = await listFolder(folder, isWanted, 'check: no file that ends with .sql, .yaml, .yml or .json');
  const queries = queryFiles(folder.path, files, dialect);
  const lists = files.filter(isTestList).map((file) => join(folder.path, file));
  requireSome(queries.length + lists.length, folder, `check for ${dialect}`);
  const rows = await Promise.all(queries.map((file) => readRowsCheck(file, dialect, names)));
  const found = [...rows, await readOperatorTests(lists, dialect, names)];
  return {
    definitions: found.flatMap(({ definitions }) => definitions),
    problems: found.flatMap(({ problems }) => problems),
  };
}

async function readRowsCheck({ name, path }: QueryFile, dialect: Dialect, names: TakenNames): Promise<Found> {
  const file = await readQueryFile({ path, name, dialect, names });
  const { header, query } = file;
  const problems = [...file.problems];
  if (header?.tolerance !== undefined) {
    problems.push(`${path}: tolerance: only a query with an expected result has one (--queries)`);
  }
  if (header === undefined || query === undefined) return { definitions: [], problems };
  const demand = { kind: 'rows', text: query.text } as const;
  const title = header.title ?? `${name} finds no row.`;
  return { definitions: [{ ...declared(header, query), name, title, origin: path, demand }], problems };
}
