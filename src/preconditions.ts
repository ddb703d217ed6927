import { EtlError } from './core/errors.ts';
import { mayNotReadTables, mayNotUseSchema, type UserOfSchema } from './core/missing-rights.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Task } from './core/task.ts';
import type { QueryRow, Session } from './core/warehouse.ts';
import type { RunContext } from './tasks.ts';

const TABLES = [
  'staging_events',
  'staging_songs',
  'staging_rejects',
  'etl_files',
  'songplays',
  'users',
  'songs',
  'artists',
  'time',
  'etl_staged_days',
  'etl_published_days',
  'etl_restaged_days',
  'etl_stale_times',
  'etl_stale_users',
  'etl_stale_songs',
  'etl_check_results',
  'etl_check_failures',
  'etl_runs',
  'etl_run_days',
  'etl_tasks',
];

/**
 * For tasks that are selected without those that create tables. A need outside a selection counts as met, so what it would have made must be there: tables, songs, published
 * days. What is not there is an error that says which command makes it.
 */
export async function requireEarlierSteps(
  session: Session,
  sql: SqlCatalog,
  tasks: readonly Task<RunContext>[],
): Promise<void> {
  const selected = new Set(tasks.map(({ id }) => id));
  const stages = new Set(tasks.map(({ stage }) => stage));
  await requireTables(session, sql);
  const readsSongs = ['fact:songplays', 'dim:songs', 'dim:artists'].some((id) => selected.has(id));
  if (readsSongs && !selected.has('stage:songs')) await requireSongs(session, sql);
  const readsPlays = stages.has('dimension') || stages.has('check');
  if (readsPlays && !stages.has('fact')) await requirePublishedDays(session, sql);
}

/** Fails with the command that makes them if tables are missing; with the right that is missing if they only hide. */
export async function requireTables(session: Session, sql: SqlCatalog): Promise<void> {
  const missing = await missingAmong(TABLES, session, sql);
  if (missing.length === 0) return;
  throw new EtlError('missingStep', `the warehouse has no table ${missing.join(', ')}`, {
    hint: 'run: sparkify-etl create-tables',
  });
}

/** The tables that hold what past runs did. */
const HISTORY = ['etl_runs', 'etl_run_days', 'etl_tasks', 'etl_check_results'];

/** The same for who only asks for past runs. */
export async function requireHistory(session: Session, sql: SqlCatalog): Promise<void> {
  const missing = await missingAmong(HISTORY, session, sql);
  if (missing.length === 0) return;
  throw new EtlError('missingStep', `no run is kept yet: the warehouse has no table ${missing.join(', ')}`, {
    hint: 'run: sparkify-etl run-all --date YYYY-MM-DD, which makes them; sparkify-etl create-tables does nothing else',
  });
}

async function missingAmong(tables: readonly string[], session: Session, sql: SqlCatalog): Promise<readonly string[]> {
  const there = new Set((await session.query(sql.statement('state/tables'))).map(({ name }) => name));
  const missing = tables.filter((table) => !there.has(table));
  if (missing.length > 0) await refuseHidden(missing, session, sql);
  return missing;
}

/** Servers do not list what the user has no right on. */
async function refuseHidden(missing: readonly string[], session: Session, sql: SqlCatalog): Promise<void> {
  if (!sql.names('state/').includes('state/hidden-tables')) return;
  const [schema] = await session.query(sql.statement('state/hidden-schemas'));
  if (schema !== undefined) throw mayNotUseSchema(ofSchema(schema));
  const tables = await session.query(sql.statement('state/hidden-tables'));
  const hidden = tables.filter(({ name }) => missing.includes(String(name)));
  const [table] = hidden;
  if (table !== undefined)
    throw mayNotReadTables(
      ofSchema(table),
      hidden.map(({ name }) => String(name)),
    );
}

function ofSchema({ user_name, schema_name }: QueryRow): UserOfSchema {
  return { user: String(user_name), schema: String(schema_name) };
}

async function requireSongs(session: Session, sql: SqlCatalog): Promise<void> {
  const [row] = await session.query(sql.statement('state/count-staged-songs'));
  if (Number(row?.songs ?? 0) > 0) return;
  throw new EtlError('missingStep', 'no songs are staged', { hint: 'run: sparkify-etl stage --only songs' });
}

async function requirePublishedDays(session: Session, sql: SqlCatalog): Promise<void> {
  const days = await session.query(sql.statement('state/all-published-days'));
  if (days.length > 0) return;
  throw new EtlError('missingStep', 'no day is published: songplays was never loaded', {
    hint: 'run: sparkify-etl load-fact --date YYYY-MM-DD, or run-all for everything at once',
  });
}
