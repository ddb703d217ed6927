import { EtlError } from '../../core/errors.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Access } from '../../core/warehouse.ts';
import type { HeldConnection, PgServer, ServerError } from '../pg/types.ts';

/** How long another run may take to end; it holds the lock for minutes, so waiting longer would hardly help. */
const WAIT_MS = 3000;

/**
 * Keeps other runs away: a connection on which a transaction holds the lock of the table etl_lock. It is given up with the
 * connection, however that ends. Undefined: the table is not there, so that there is nothing yet that two could write.
 * @throws EtlError 'warehouseBusy' that says who holds it
 */
export async function takeLock(
  server: PgServer,
  catalog: SqlCatalog,
  access: Exclude<Access, 'read'>,
  signal: AbortSignal,
): Promise<HeldConnection | undefined> {
  const take = () => tryLock(server, catalog, access, signal);
  return take().catch((error: unknown) => {
    // On a new connection: the settings of the old one went with the message that failed.
    if (isBeaten(error)) return take();
    throw error;
  });
}

/** Of several first runs at once, those that come too late to make the tables are refused, `if not exists` or not. */
function isBeaten(error: unknown): boolean {
  return DUPLICATES.has(codeOf(error) ?? '');
}

async function tryLock(
  server: PgServer,
  catalog: SqlCatalog,
  access: Exclude<Access, 'read'>,
  signal: AbortSignal,
): Promise<HeldConnection | undefined> {
  const connection = await server.hold(signal);
  const leave = () => void connection.close();
  signal.addEventListener('abort', leave);
  let asked: number | undefined;
  try {
    const statement = (name: string) => catalog.statement(name);
    // By themselves: within the transaction of the lock they would not be there for others.
    if (access === 'create') {
      await connection.execute(statement('create-tables/etl_commits'), statement('create-tables/etl_lock'));
    }
    asked = performance.now();
    await connection.execute(
      statement('lock/begin'),
      catalog.statement('lock/wait-briefly', { milliseconds: WAIT_MS }),
      statement('lock/take'),
    );
    return connection;
  } catch (error) {
    const waitedMs = asked === undefined ? 0 : performance.now() - asked;
    // The next attempt would find our own lock, and take it for another run's.
    await connection.end();
    const code = codeOf(error);
    if (code === UNDEFINED_TABLE && access === 'write') return undefined;
    // Whoever cancels a statement gives it the code of one that waited too long. The server's clock need not agree to the millisecond.
    const hasWaited = waitedMs > WAIT_MS / 2;
    throw code === QUERY_CANCELED && hasWaited ? await busy(server, catalog, error) : error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** duplicate_table, and the unique_violation in the catalogue that PostgreSQL has for it. */
const DUPLICATES: ReadonlySet<string> = new Set(['42P07', '23505']);
const QUERY_CANCELED = '57014';
const UNDEFINED_TABLE = '42P01';

function codeOf(error: unknown): string | undefined {
  return error instanceof EtlError ? (error.cause as ServerError | undefined)?.code : undefined;
}

async function busy(server: PgServer, catalog: SqlCatalog, cause: unknown): Promise<EtlError> {
  // Nobody may see the transactions of others but superusers.
  const holder = await server.aside([catalog.statement('lock/holders')]).then(
    ([result]) => result?.rows[0],
    () => undefined,
  );
  const who =
    holder === undefined
      ? ''
      : ` (user ${String(holder.user_name)}, process ${String(holder.pid)} of the server, since ${String(holder.since).slice(0, 19)} UTC)`;
  return new EtlError('warehouseBusy', `another run writes to ${server.location}${who}`, {
    hint:
      holder === undefined
        ? 'wait until it has ended; as a superuser ask svv_transactions who it is'
        : `wait until it has ended; if its program is gone: select pg_terminate_backend(${String(holder.pid)})`,
    cause,
  });
}
