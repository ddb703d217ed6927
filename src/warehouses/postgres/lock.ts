import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError } from '../../core/errors.ts';
import { mayNotUseSchema } from '../../core/missing-rights.ts';
import type { SqlCatalog, SqlParameters, Statement } from '../../core/statement.ts';
import type { QueryRow, Session } from '../../core/warehouse.ts';
import type { HeldConnection, PgServer } from '../pg/types.ts';

/** The upper half of the lock's key, which tells our locks from those of others; the lower half is the schema's oid. */
const LOCK_CLASS = 0x53504b59;
/** Likewise, of the lock that transactions share. */
const WORK_CLASS = 0x53504b5a;
/** How long, and how often, it is looked whether the transactions of an earlier run have ended. */
const WORK_MS = 3000;
const POLL_MS = 100;

/**
 * Keeps other runs away from the schema until it is closed: with an advisory lock, which PostgreSQL gives up by itself
 * when the connection ends, however that comes.
 * @throws EtlError 'warehouseBusy' that says who holds the lock; 'usage' if there is no such schema; 'warehouse' if the user may not use it
 */
export async function lockSchema(
  server: PgServer,
  catalog: SqlCatalog,
  schema: string | undefined,
  signal: AbortSignal,
): Promise<HeldConnection> {
  const connection = await server.hold(signal);
  const ask = async (name: string, parameters: SqlParameters) => {
    const [result] = await connection.execute(catalog.statement(name, parameters));
    return result?.rows[0];
  };
  try {
    const answer = await ask('lock/try-lock', { lock_class: LOCK_CLASS });
    if (answer === undefined) {
      throw noSchema(server.location, schema, await ask('state/hidden-schemas', {}));
    }
    if (answer.locked !== true) throw busy(server.location, await ask('lock/holder', { lock_class: LOCK_CLASS }));
    for (let waited = 0; (await ask('lock/try-work', { work_class: WORK_CLASS }))?.free !== true; waited += POLL_MS) {
      if (waited >= WORK_MS) throw stillCommitting(server.location);
      await sleep(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    // The next attempt would find our own lock, and take it for another run's.
    await connection.end();
    throw error;
  }
  return connection;
}

/**
 * Looks who holds the lock, without trying to get it: a run that begins meanwhile is not kept away.
 * @throws EtlError 'warehouseBusy' if somebody does
 */
export async function refuseHolder(session: Session, catalog: SqlCatalog, location: string): Promise<void> {
  const [who] = await session.query(catalog.statement('lock/holder', { lock_class: LOCK_CLASS }));
  if (who !== undefined) throw busy(location, who);
}

/** To begin a transaction of a run with: it shows that there is one, even if its run is killed while it commits. */
export function shareWork(catalog: SqlCatalog): Statement {
  return catalog.statement('lock/share-work', { work_class: WORK_CLASS });
}

function stillCommitting(location: string): EtlError {
  return new EtlError('warehouseBusy', `${location} still works on a transaction of a run that has ended`, {
    hint: 'run the same command again in a while; pg_stat_activity shows the session of sparkify-etl',
  });
}

/** @param hidden a schema that is there and not for the user */
function noSchema(location: string, schema: string | undefined, hidden: QueryRow | undefined): EtlError {
  if (hidden !== undefined) {
    return mayNotUseSchema({ user: String(hidden.user_name), schema: String(hidden.schema_name) });
  }
  if (schema === undefined) {
    return new EtlError('usage', `no schema of the search_path exists in ${location}`, {
      hint: 'name one in WAREHOUSE_URL (…?schema=NAME), or let an administrator run: create schema public',
    });
  }
  return new EtlError('usage', `the schema ${schema} does not exist in ${location}`, {
    hint: `make it first: create schema ${schema}`,
  });
}

/** @param who undefined if the holder has just gone */
function busy(location: string, who: QueryRow | undefined): EtlError {
  if (who === undefined) {
    return new EtlError('warehouseBusy', `${location} was in use by another run a moment ago`, {
      hint: 'run the same command again',
    });
  }
  const { pid, user_name, application, client, since } = who;
  const name = String(application ?? '') === '' ? 'a program' : String(application);
  const from = client === null ? '' : ` from ${String(client)}`;
  return new EtlError(
    'warehouseBusy',
    `${location} is in use by another run: ${name} of the user ${String(user_name)}${from}, connected since ${String(since)} UTC, process ${String(pid)} of the server`,
    {
      hint: `wait until it has ended, or look at it: select * from pg_stat_activity where pid = ${String(pid)}`,
    },
  );
}
