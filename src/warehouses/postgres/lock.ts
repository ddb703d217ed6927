import { EtlError } from '../../core/errors.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { QueryRow } from '../../core/warehouse.ts';
import type { HeldConnection, PgServer } from '../pg/types.ts';

/** The upper half of the lock's key, which tells our locks from those of others; the lower half is the schema's oid. */
const LOCK_CLASS = 0x53504b59;

/**
 * Keeps other runs away from the schema until it is closed: with an advisory lock, which PostgreSQL gives up by itself
 * when the connection ends, however that comes.
 * @throws EtlError 'warehouseBusy' that says who holds the lock; 'usage' if there is no such schema
 */
export async function lockSchema(
  server: PgServer,
  catalog: SqlCatalog,
  schema: string | undefined,
  signal: AbortSignal,
): Promise<HeldConnection> {
  const connection = await server.hold(signal);
  const ask = async (name: string) => {
    const [result] = await connection.execute(catalog.statement(name, { lock_class: LOCK_CLASS }));
    return result?.rows[0];
  };
  try {
    const answer = await ask('lock/try-lock');
    if (answer === undefined) throw noSchema(server.location, schema);
    if (answer.locked !== true) throw busy(server.location, await ask('lock/holder'));
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

function noSchema(location: string, schema: string | undefined): EtlError {
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
