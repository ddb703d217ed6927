import type { SqlCatalog, Statement } from '../core/statement.ts';
import { describe } from './catalog.ts';
import { EVERY_DAY } from './every-day.ts';

const FOLDER = 'query/';
const TAKES_DAYS = 'scope: days';

/** A built-in query: its name and what it answers, in one line. */
export interface BuiltInQuery {
  readonly name: string;
  readonly title: string;
  /** True if it can be told which days it looks at. */
  readonly takesDays: boolean;
}

/** What a built-in query can be told. */
export interface QueryChoice {
  /** Both included; undefined: every day. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  /** Rows at most; undefined: as many as the query's own header says. */
  readonly limit: number | undefined;
}

/** The queries below src/sql/query, sorted by name. */
export function builtInQueries(sql: SqlCatalog): readonly BuiltInQuery[] {
  return sql.names(FOLDER).map((path) => {
    const [title = '', ...header] = describe(path, sql.dialect);
    return { name: path.slice(FOLDER.length), title, takesDays: header.includes(TAKES_DAYS) };
  });
}

/**
 * The statement of a built-in query. Its header says what it can be told: `scope: days`, that it looks at the days from
 * the first to the last of those chosen; `limit: N`, how many rows it yields unless told otherwise.
 */
export function builtInQuery(name: string, sql: SqlCatalog, { days, limit }: QueryChoice): Statement {
  const header = describe(`${FOLDER}${name}`, sql.dialect);
  const standard = header.find((line) => line.startsWith('limit: '))?.slice('limit: '.length);
  const bounds = days === undefined ? EVERY_DAY : { first_day: days.first, last_day: days.last };
  return sql.statement(`${FOLDER}${name}`, {
    ...(header.includes(TAKES_DAYS) ? bounds : {}),
    ...(standard === undefined ? {} : { limit: limit ?? Number(standard) }),
  });
}
