import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError, toEtlError } from '../../core/errors.ts';
import type { SqlCatalog, Statement } from '../../core/statement.ts';
import { afterBackend } from './cancel.ts';
import type { Connections } from './connections.ts';
import { isFatal } from './errors.ts';
import type { StatementQueue } from './queue.ts';
import type { Transaction } from './undo.ts';

export const COMMIT: Statement = { name: 'commit', sql: 'commit', values: [] };

/** What commits a transaction that wrote: with a token, and now and then with old tokens deleted. */
export function commitSteps(catalog: SqlCatalog, token: string, prunesTokens: boolean): readonly Statement[] {
  const prune = prunesTokens ? [catalog.statement('commit/delete-old-tokens')] : [];
  return [...prune, catalog.statement('commit/insert-token', { token }), COMMIT];
}

/** Delay before the outcome is looked up again; each further one is twice as long, up to the longest. */
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

/** Commits a transaction that only read. */
export async function commitReading(queue: StatementQueue): Promise<void> {
  await queue.execute(COMMIT);
}

/**
 * Commits a transaction that wrote. A token goes into etl_commits with it, in the same message: if the connection dies
 * before the answer comes, the token tells whether it was done. Resolves when it was, rejects when it was not, or when
 * nobody knows.
 */
export async function commitWriting(transaction: Transaction, signal: AbortSignal): Promise<void> {
  const { connections, connection, queue } = transaction;
  const token = randomUUID();
  const wasLost = connection.lost.aborted;
  const steps = commitSteps(connections.catalog, token, connections.prunesTokens());
  try {
    await Promise.all(steps.map((step) => queue.execute(step)));
  } catch (error) {
    const isUnknown = !wasLost && (connection.lost.aborted || (error instanceof EtlError && isFatal(error.cause)));
    if (!isUnknown) throw error;
    if (!(await findOut(transaction, token, error, signal))) throw undone(connections, error);
  }
}

/** Looks up whether a commit was done, again and again until the server can be asked. */
async function findOut(
  { connections, connection }: Transaction,
  token: string,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  const { catalog, timing } = connections;
  const deadline = Date.now() + timing.lookupMs;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
    try {
      const find = catalog.statement('commit/find-token', { token });
      const until = AbortSignal.timeout(timing.connectMs);
      return await afterBackend(connections, connection.pid, until, async (run) => (await run(find)).rows.length > 0);
    } catch (reason) {
      if (isStopped(signal) || Date.now() + delay > deadline) throw unknown(connections, error, reason);
    }
    // An abort ends the waiting; the server is asked once more.
    await sleep(delay, undefined, signal.aborted ? {} : { signal }).catch(() => undefined);
  }
}

/** The lock of the run may have gone with the same server, as it does when that is restarted: no reason not to ask it. */
function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof EtlError && reason.isTransient);
}

function undone({ location, product }: Connections, error: unknown): EtlError {
  return new EtlError('warehouse', `${product.name} at ${location} was lost during the commit; nothing was committed`, {
    cause: error,
    isTransient: true,
    hint: 'run the same command again',
  });
}

function unknown({ location, product }: Connections, error: unknown, reason: unknown): EtlError {
  return new EtlError(
    'warehouse',
    `${product.name} at ${location} was lost during the commit, and cannot be asked whether it was done`,
    {
      cause: error,
      details: [toEtlError(reason).message],
      hint: 'run the same command again when the server is back: what it loads twice replaces what was loaded once',
    },
  );
}
