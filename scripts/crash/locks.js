import { setTimeout as sleep } from 'node:timers/promises';

/** The locks of runs on the schema that is used, as src/sql/lock takes them. DuckDB's is that of the file: it can be opened. */
const LOCKS = {
  duckdb: 'select 0 as locks',
  postgres: `select count(*) as locks from pg_locks
    where locktype = 'advisory' and objid = (select oid from pg_namespace where nspname = current_schema())`,
  redshift: `select count(*) as locks from svv_transactions t join pg_class c on c.oid = t.relation
    where c.relname = 'etl_lock' and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())`,
};
/** A server ends a session in its own time after the client is gone. */
const TRIES = 20;
const WAIT_MS = 100;

/** What is wrong with the locks when nobody works on a warehouse any more: nothing must be held. */
export async function lockProblems(engine, place) {
  for (let tries = 1; ; tries += 1) {
    const [{ locks }] = await place.query(LOCKS[engine]);
    if (locks === '0') return [];
    if (tries === TRIES) return [`${locks} locks are held although no run is under way`];
    await sleep(WAIT_MS);
  }
}
