import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { chooseDays } from './choose.ts';
import type { Options } from './cli.ts';
import type { QueryCommand } from './commands/command.ts';
import { messageOf } from './core/errors.ts';
import { nearest } from './core/nearest.ts';
import type { SqlCatalog, Statement } from './core/statement.ts';
import { parseInteger } from './settings/parse.ts';
import { chosenDays, type DaySelection } from './source/find-files.ts';
import { builtInQueries, builtInQuery, type QueryChoice } from './sql/queries.ts';
import { requireReadOnly } from './sql/read-only.ts';

/** What `query` was asked for. */
export interface QueryRequest {
  /** Undefined: list the built-in queries. */
  readonly statement: ((sql: SqlCatalog) => Statement) | undefined;
  /** Rows at most; undefined: all that the query yields. */
  readonly limit: number | undefined;
}

/** More rows than that are not wanted by anybody who names a number. */
const MOST_ROWS = 1_000_000_000;

/**
 * The query that the flags choose: at most one of a name, --sql and --file. What is wrong is added to `problems`.
 * @param sql the catalogue of any dialect: all have the same built-in queries
 */
export function chooseQuery(
  command: QueryCommand,
  options: Options,
  sql: SqlCatalog,
  problems: string[],
): QueryRequest {
  const choice = { days: chooseBounds(command, options, problems), limit: chooseLimit(options, problems) };
  const { name, sql: text, file } = options as Readonly<Record<string, string | undefined>>;
  const ways = [name, text, file].filter((way) => way !== undefined).length;
  if (ways > 1) problems.push('give one of a built-in query, --sql or --file');
  if (choice.days !== undefined && name === undefined) {
    problems.push(
      '--date, --from and --to are for built-in queries; a query of your own says itself which days it reads',
    );
  }
  if (problems.length > 0 || ways === 0) return { statement: undefined, limit: choice.limit };
  return { statement: chooseStatement({ name, text, file }, choice, sql, problems), limit: choice.limit };
}

interface Ways {
  readonly name: string | undefined;
  readonly text: string | undefined;
  readonly file: string | undefined;
}

function chooseStatement(
  { name, text, file }: Ways,
  choice: QueryChoice,
  sql: SqlCatalog,
  problems: string[],
): QueryRequest['statement'] {
  if (name !== undefined) {
    const known = builtInQueries(sql).find((query) => query.name === name);
    if (known === undefined) problems.push(unknownQuery(name, sql));
    else if (choice.days !== undefined && !known.takesDays)
      problems.push(`--date, --from and --to: ${name} is about runs, not about days; it takes none`);
    else return (own) => builtInQuery(name, own, choice);
    return undefined;
  }
  const query = file === undefined ? text : readQuery(file, problems);
  if (query === undefined) return undefined;
  try {
    const statement = { name: file === undefined ? '--sql' : basename(file), sql: requireReadOnly(query), values: [] };
    return () => statement;
  } catch (error) {
    const origin = file === undefined ? '--sql' : `--file ${file}`;
    problems.push(`${origin}: ${messageOf(error)}; only one SELECT, or WITH … SELECT, is run`);
    return undefined;
  }
}

function readQuery(file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    problems.push(`--file: the query cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

function unknownQuery(name: string, sql: SqlCatalog): string {
  const names = builtInQueries(sql).map((query) => query.name);
  const guess = nearest(name, names);
  const advice = guess === undefined ? `there are ${names.join(', ')}` : `did you mean ${guess}?`;
  return `there is no built-in query "${name}"; ${advice}`;
}

function chooseBounds(command: QueryCommand, options: Options, problems: string[]): QueryChoice['days'] {
  const selection: DaySelection | undefined = chooseDays(command, options, problems);
  if (selection === undefined || selection.kind === 'all') return undefined;
  const days = chosenDays(selection);
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}

function chooseLimit({ limit }: Options, problems: string[]): number | undefined {
  if (limit === undefined) return undefined;
  try {
    return parseInteger(String(limit), 1, MOST_ROWS);
  } catch (error) {
    problems.push(`--limit: ${messageOf(error)}`);
    return undefined;
  }
}
