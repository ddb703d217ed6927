import { chooseSettings } from './choose.ts';
import { chooseQuery, type QueryRequest } from './choose-query.ts';
import type { Options } from './cli.ts';
import type { QueryCommand } from './commands/command.ts';
import { compose } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { EXIT_CODES } from './core/errors.ts';
import type { Output } from './core/reporter.ts';
import type { Statement } from './core/statement.ts';
import type { ResultTable } from './core/warehouse.ts';
import { redactionFor } from './known-secrets.ts';
import type { Performance } from './performance.ts';
import { runQuery } from './query.ts';
import { RESULT_FORMATS, type ResultFormat } from './reporters/results/index.ts';
import { clean } from './reporters/text.ts';
import { withRetries } from './retry.ts';
import { openCatalog } from './sql/catalog.ts';
import { builtInQueries } from './sql/queries.ts';

/** Columns of what is not a terminal, or does not say how wide it is. */
const USUAL_WIDTH = 80;

/** Lists the built-in queries, or runs one that only reads. The result goes to stdout, all else to stderr. */
export async function performQuery(performance: Performance & { command: QueryCommand }): Promise<number> {
  const { command, options, env, streams } = performance;
  const problems: string[] = [];
  const request = chooseQuery(command, options, openCatalog('duckdb'), problems);
  const config = readConfig(chooseSettings(command, options), env, problems);
  if (request.statement === undefined) {
    streams.out.write(listQueries(options, streams.out));
    return EXIT_CODES.ok;
  }
  const statement = request.statement(openCatalog(config.warehouse.dialect));
  const table = await answer(statement, config, performance);
  streams.out.write(format(firstRows(table, request), options, streams.out));
  const hidden = table.rows.length - (request.limit ?? table.rows.length);
  if (hidden > 0) streams.err.write(`${hidden} more rows are left out (--limit ${request.limit})\n`);
  return EXIT_CODES.ok;
}

async function answer(
  statement: Statement,
  config: Config,
  { env, signal, streams }: Performance,
): Promise<ResultTable> {
  const services = compose(config, env, 'read', signal);
  try {
    const warehouse = await services.warehouse();
    return await withRetries(
      config.retry,
      signal,
      ({ reason, attempt, attempts }) =>
        streams.err.write(`${clean(redactionFor(env).message(reason))}; trying again (${attempt} of ${attempts})\n`),
      () => runQuery(warehouse, statement, signal),
    );
  } finally {
    await services.close();
  }
}

/** The query is done in full: the server would not tell that there is more. */
function firstRows({ columns, rows }: ResultTable, { limit }: QueryRequest): ResultTable {
  return { columns, rows: rows.slice(0, limit) };
}

function format(table: ResultTable, options: Options, out: Output): string {
  const chosen = (options.format ?? (out.isTTY === true ? 'table' : 'csv')) as ResultFormat;
  return RESULT_FORMATS[chosen](table, out.columns || USUAL_WIDTH);
}

/** Lines to read, unless a format is asked for. */
function listQueries(options: Options, out: Output): string {
  const queries = builtInQueries(openCatalog('duckdb'));
  if (options.format !== undefined) {
    const columns = ['name', 'answers'].map((name) => ({ name, kind: 'text' as const }));
    return format({ columns, rows: queries.map(({ name, title }) => [name, title]) }, options, out);
  }
  const width = Math.max(...queries.map(({ name }) => name.length));
  return queries.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join('');
}
