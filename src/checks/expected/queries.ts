import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Dialect } from '../../core/statement.ts';
import type { ResultTable } from '../../core/warehouse.ts';
import type { CheckDefinition, ResultDemand } from '../definition.ts';
import {
  listFolder,
  type QueryFile,
  queryFiles,
  readText,
  requireSome,
  splitVariant,
  type UserFolder,
} from '../folder.ts';
import type { Header } from '../header.ts';
import type { TakenNames } from '../names.ts';
import { declared, readQueryFile } from '../query-file.ts';
import { type Comparison, compareResult } from './compare.ts';
import type { ExpectedTable } from './csv-file.ts';
import { isOrdered } from './ordered.ts';
import { parseTolerance, type Tolerance, USUAL } from './tolerance.ts';

const ENDING = '.expected.csv';

/** A query of a user whose result is known. */
export interface ExpectedQuery {
  readonly definition: CheckDefinition;
  /** The file that holds the result; it need not be there if it is about to be written. */
  readonly expectedPath: string;
  /** Undefined: there is no such file, or it cannot be read. */
  readonly expected: ExpectedTable | undefined;
  readonly comparison: Comparison;
}

/** What is asked of a folder with queries. */
export interface ReadQueries {
  readonly folder: UserFolder;
  readonly dialect: Dialect;
  readonly names: TakenNames;
  /** The expected files are about to be written: it is no problem if one is missing or cannot be read. */
  readonly isUpdate: boolean;
}

/**
 * Reads the queries in a folder of a user, each NAME.sql with its NAME.expected.csv. A name may have `-` for `_`.
 * @throws EtlError 'usage' if the folder cannot be read, or holds no query
 */
export async function readExpectedQueries(
  asked: ReadQueries,
): Promise<{ readonly queries: readonly ExpectedQuery[]; readonly problems: readonly string[] }> {
  const { folder, dialect } = asked;
  const isWanted = (file: string) => file.endsWith('.sql') || file.endsWith(ENDING);
  const files = await listFolder(folder, isWanted, 'query: no file that ends with .sql');
  const own = queryFiles(folder.path, files, dialect);
  const problems: string[] = orphans(files).map(
    (file) => `${join(folder.path, file)}: there is no query ${file.slice(0, -ENDING.length)}.sql`,
  );
  if (problems.length === 0) requireSome(own.length, folder, `query for ${dialect}`);
  const read = await Promise.all(own.map((file) => readOne(file, asked, problems)));
  return { queries: read.flatMap((query) => query ?? []), problems: problems.sort() };
}

/** Expected results of which there is no query, for whatever dialect. */
function orphans(files: readonly string[]): readonly string[] {
  const sql = files.filter((file) => file.endsWith('.sql')).map((file) => splitVariant(file.slice(0, -4)).name);
  return files.filter((file) => file.endsWith(ENDING) && !sql.includes(file.slice(0, -ENDING.length)));
}

async function readOne(file: QueryFile, asked: ReadQueries, problems: string[]): Promise<ExpectedQuery | undefined> {
  const { path } = file;
  const name = file.name.replaceAll('-', '_');
  const { header, query, problems: inFile } = await readQueryFile({ ...asked, path, name });
  problems.push(...inFile);
  const expectedPath = join(asked.folder.path, `${file.name}${ENDING}`);
  const expected = await readExpected(expectedPath, asked.isUpdate, problems);
  if (header === undefined || query === undefined) return undefined;
  const comparison = { isOrdered: isOrdered(query.text), tolerance: readTolerance(header, path, problems) };
  const demand: ResultDemand = {
    kind: 'result',
    text: query.text,
    compare: (actual) => compareResult(actual, expected ?? nothing(actual), comparison),
  };
  const title = header.title ?? `${file.name} gives the expected result.`;
  const definition = { ...declared(header, query), name, title, origin: path, demand };
  return { definition, expectedPath, expected, comparison };
}

async function readExpected(path: string, isUpdate: boolean, problems: string[]): Promise<ExpectedTable | undefined> {
  try {
    // The parser of CSV is only loaded where there is some.
    const [text, { parseExpected }] = await Promise.all([readText(path), import('./csv-file.ts')]);
    return parseExpected(text);
  } catch (error) {
    if (!isUpdate) problems.push(explainUnread(path, error));
    return undefined;
  }
}

function explainUnread(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path}: there is no expected result; --update writes it`;
  const message = messageOf(error);
  return message.startsWith('line ') ? `${path} ${message}` : `${path}: cannot be read: ${message}`;
}

function readTolerance({ tolerance }: Header, path: string, problems: string[]): Tolerance {
  try {
    return tolerance === undefined ? USUAL : parseTolerance(tolerance);
  } catch (error) {
    problems.push(`${path}: tolerance: ${messageOf(error)}`);
    return USUAL;
  }
}

/** A table of the same columns without any row: what is expected while nothing is known. */
function nothing({ columns }: ResultTable): ExpectedTable {
  return { columns: columns.map(({ name }) => name), rows: [], isEmptyNull: false };
}
