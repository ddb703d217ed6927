import { BucketReader } from './bucket-reader.ts';
import { checkErrors, padbError } from './errors.ts';
import { parseJsonPaths } from './json-paths.ts';
import { Load } from './load.ts';
import { parseCopy } from './parse.ts';
import type { Mapping } from './row.ts';
import type { CopyStatement } from './statement.ts';
import { findTarget, type Target } from './target.ts';
import type { CopyContext, CopyOutcome, RunCopy } from './types.ts';

/**
 * Runs Redshift's COPY of JSON from S3: reads the objects as the cluster would, and feeds the rows to PostgreSQL.
 * All or nothing: where it throws, the caller's transaction is to be rolled back.
 * @throws RedshiftError as Redshift answers; PostgreSQL's error if that refuses what was found good; whatever aborts `signal`
 */
export const runCopy: RunCopy = async (sql, context) => {
  const statement = parseCopy(sql);
  const target = await findTarget(context, statement);
  const reader = await BucketReader.open(context, statement);
  try {
    const mapping = await readMapping(context, reader, statement, target);
    return await runLoad(context, statement, target, new Load(context, reader, statement, target, mapping));
  } finally {
    reader.close();
  }
};

async function readMapping(
  context: CopyContext,
  reader: BucketReader,
  { json }: CopyStatement,
  { columns }: Target,
): Promise<Mapping> {
  if (json.kind === 'auto') return json;
  const paths = parseJsonPaths(await reader.text(json.file));
  if (paths === undefined) return { kind: 'auto', ignoreCase: false };
  if (paths.length === columns.length) return { kind: 'paths', paths };
  const counts = `JSONPath size: ${paths.length}, Number of columns in table or column list: ${columns.length}`;
  const message = `Number of jsonpaths and the number of columns should match. ${counts}`;
  throw padbError(context, message, { context: '', location: 's3_utility.cpp:670' });
}

async function runLoad(
  context: CopyContext,
  statement: CopyStatement,
  target: Target,
  load: Load,
): Promise<CopyOutcome> {
  try {
    if (statement.options.noLoad) await readAll(load.rows());
    else await context.copyIn(target.copyIn, load.rows());
  } catch (error) {
    // What failed first is told, even if the log cannot be written any more.
    await load.finish('aborted').catch(() => {});
    throw load.failure ?? error;
  }
  await load.finish('completed');
  const loaded = statement.options.noLoad ? 0 : load.totals.rows;
  return { notices: noticesOf(context, statement.table, loaded, load.totals.errors), loaded };
}

async function readAll(rows: AsyncIterable<string>): Promise<void> {
  for await (const _ of rows);
}

function noticesOf({ serverless }: CopyContext, table: string, loaded: number, errors: number): string[] {
  const completed = `Load into table '${table}' completed, `;
  const notices = [`${completed}${loaded} record(s) loaded successfully.`];
  if (errors > 0) notices.push(`${completed}${errors} record(s) could not be loaded.${checkErrors(serverless)}`);
  return notices;
}
